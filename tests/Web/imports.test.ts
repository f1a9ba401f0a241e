import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, person } from "./support/people";
import { picture } from "./support/pictures";
import { engines, Server } from "./support/server";

describe.each(engines)("Bringing data in on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];
  const files = mkdtempSync(join(tmpdir(), "groundwork-files-"));

  const file = (path: string, content: Uint8Array | string): string => {
    const full = join(files, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
    return full;
  };

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start(engine), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(files, { recursive: true, force: true });
  });

  async function signIn(): Promise<void> {
    if (context) return;
    ({ context, page } = await person(browser, faults));
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL((url) => url.pathname === "/");
  }

  async function newDataset(name: string): Promise<void> {
    await signIn();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Data" }).click();
    await page.getByRole("button", { name: "New dataset" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("button", { name: "Create dataset" }).click();
    await page.getByRole("heading", { name: `Import into ${name}` }).waitFor();
  }

  async function choose(button: Locator, path: string): Promise<void> {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button.click()]);
    await chooser.setFiles(path);
  }
  const chooseFile = (path: string) => choose(page.getByLabel("Choose a file, or drop it here"), path);
  const tray = () => page.getByRole("dialog", { name: "Jobs" });
  // A request that the lost network left hanging is given up after a minute of silence, and only then sent again.
  const done = (text: RegExp | string) => tray().getByText(text).first().waitFor({ timeout: 120_000 });
  const closeTray = () => page.keyboard.press("Escape").then(() => page.mouse.click(900, 14));

  /** How fast files go out, in bytes per second. */
  async function uplink(bytes: number): Promise<void> {
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  }

  /** Lines of many bytes that pack badly, so that an upload takes its time. */
  function manyLines(name: string, lines: number): string {
    const line = (n: number) => JSON.stringify({ id: `line-${n}`, text: createHash("sha512").update(`${name}${n}`).digest("base64").repeat(24) });
    return file(name, Array.from({ length: lines }, (_, n) => line(n)).join("\n"));
  }

  async function storedDigests(): Promise<string[]> {
    const id = /\/data\/([^/?]+)/.exec(page.url())?.[1] ?? "";
    const reply = await page.request.get(new URL(`/api/datasets/${id}`, server.url).href);
    return ((await reply.json()) as { imports: { sha256: string }[] }).imports.map(({ sha256 }) => sha256);
  }

  it("a folder of photographs is seen before it is sent, imported in the background and found in the dataset", async () => {
    for (const [n, path] of ["quay/crane.png", "quay/wide/dock.png", "quay/wide/far/light.png", "boats/blue.png", "boats/red.png"].entries())
      file(`harbour/${path}`, picture(64 + n, 48, n));
    file("harbour/notes.pdf", "%PDF-1.4 nothing to label");
    file("harbour/boats/cut-off.png", "");
    file("harbour/.DS_Store", "litter");

    await newDataset("Harbour");
    await choose(page.getByRole("button", { name: "Choose a folder" }), join(files, "harbour"));
    await page.getByText("5 pictures", { exact: true }).waitFor();
    await page.getByText("2 files are left out").click();
    await page.getByText("notes.pdf isn’t a picture, table, text or archive").waitFor();
    await page.getByText("boats/cut-off.png is empty").waitFor();
    // They are shown as pictures although nothing was sent yet.
    await expect.poll(() => page.locator("dialog img").evaluateAll((all) => all.filter((each) => (each as HTMLImageElement).naturalWidth > 0).length)).toBe(5);
    await page.getByLabel("Source").fill("Our own camera");
    await page.getByLabel("Licence").fill("CC0-1.0");
    await page.getByLabel("Collected").fill("2024-13");
    await page.getByText("Write 2024, 2024-06 or 2024-06-30").waitFor();
    expect(await page.getByRole("button", { name: "Import 5 pictures" }).isDisabled()).toBe(true);
    await page.getByLabel("Collected").fill("2024-06");
    await page.getByRole("button", { name: "Import 5 pictures" }).click();
    await done("5 new");

    await tray().getByRole("link", { name: "into Harbour" }).click();
    await page.getByText("5 items").first().waitFor();
    await page.getByText("harbour/boats/blue.png").first().waitFor();
    await page.getByRole("link", { name: "Imports", exact: true }).click();
    const row = page.getByRole("row").filter({ hasText: "harbour" });
    await row.getByText("CC0-1.0").waitFor();
    await row.getByRole("link").click();
    for (const said of ["Our own camera", "CC0-1.0", "2024-06", "Nothing was left out"]) await page.getByText(said, { exact: true }).first().waitFor();
  });

  it("a table is corrected by its report and imported again: only the corrected rows come in", async () => {
    const rows = (bad: boolean) => {
      const broken = bad ? Buffer.from([0xff, 0xfe]) : Buffer.from("späte");
      return Buffer.concat([
        Buffer.from("id,text\nm-1,The parcel came late\nm-2,Call me back,before noon\nm-3,Thank you\nm-4,Die ".replace(",before", bad ? ",before" : " before")),
        broken,
        Buffer.from(" Lieferung\nm-5,It broke again\n"),
      ]);
    };
    await newDataset("Messages");
    await chooseFile(file("messages.csv", rows(true)));
    await page.getByText("3 items are ready").waitFor();
    await page.getByText("2 rows can’t be read").waitFor();
    await page.getByRole("button", { name: "Import 3 items" }).click();
    await done("3 new · 2 left out");

    await tray().getByRole("link", { name: "What was left out" }).first().click();
    const report = page.getByRole("table", { name: "What is left out" });
    await report.getByText("This row has 3 cells; the header has 2.").waitFor();
    expect(await report.getByRole("row").nth(2).textContent()).toMatch(/^5.*UTF-8/);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download as CSV" }).click()]);
    const csv = readFileSync(await download.path(), "utf8").trim().split(/\r?\n/);
    expect(csv[0]).toMatch(/^\uFEFF?file,row,reason,what to do/);
    expect(csv).toHaveLength(3);
    expect(csv[1]).toContain("messages.csv,3,");
    expect(csv[1]).toContain("Call me back");

    await page.getByRole("button", { name: "Import the corrected file" }).click();
    await chooseFile(file("messages.csv", rows(false)));
    await page.getByText("2 items are ready").waitFor();
    await page.getByText("3 are already there").waitFor();
    await page.getByRole("button", { name: "Import 2 items" }).click();
    await done("2 new · 3 were there");
    await tray().getByRole("link", { name: "into Messages" }).first().click();
    await page.getByText("5 items").first().waitFor();
    await page.getByText("Die späte Lieferung").waitFor();
    expect(await page.getByText("The parcel came late").count()).toBe(1);
  });

  it("an upload goes on by itself when the network is lost and the server was killed in the middle", async () => {
    const path = manyLines("long.jsonl", 14_000);
    await newDataset("Long");
    await uplink(4_000_000);
    await chooseFile(path);
    await page.getByText(/items in the first 1 MB/).waitFor();
    await page.getByRole("button", { name: "Import 1 file" }).click();
    await tray().getByText(/left$/).waitFor();
    await expect.poll(async () => Number((await page.getByRole("button", { name: /^Uploading/ }).textContent())?.match(/\d+/)?.[0]), { timeout: 60_000 }).toBeGreaterThan(15);
    await server.crashAndRestart();
    await tray().getByText("The server can’t be reached. It goes on by itself.").or(tray().getByText(/left$/)).first().waitFor();
    await context.setOffline(true);
    await tray().getByText("The server can’t be reached. It goes on by itself.").waitFor();
    await page.getByRole("button", { name: "Waiting for the server" }).waitFor();
    await context.setOffline(false);
    await uplink(-1);
    await done("14,000 new");
    expect(await storedDigests()).toEqual([createHash("sha256").update(readFileSync(path)).digest("hex")]);
  });

  it("an upload goes on from where it was when its page was left and the same file is chosen again", async () => {
    const path = manyLines("left.jsonl", 14_000);
    await newDataset("Left");
    await uplink(4_000_000);
    await chooseFile(path);
    await page.getByText(/items in the first 1 MB/).waitFor();
    await page.getByRole("button", { name: "Import 1 file" }).click();
    await expect.poll(async () => Number((await page.getByRole("button", { name: /^Uploading/ }).textContent())?.match(/\d+/)?.[0]), { timeout: 60_000 }).toBeGreaterThan(45);

    // Whoever leaves is warned, and may.
    const warned = page.waitForEvent("dialog").then(async (dialog) => {
      await dialog.accept();
      return dialog.type();
    });
    await page.reload();
    expect(await warned).toBe("beforeunload");

    await page.getByRole("button", { name: "Needs you" }).click();
    await tray().getByText(/^Stopped at \d+%/).waitFor();
    await choose(tray().getByRole("button", { name: "Choose again" }), file("other.jsonl", "{}"));
    await tray().getByText(/That is something else/).waitFor();
    const firstOffset = page.waitForRequest((request) => request.method() === "PATCH").then((request) => Number(request.headers()["upload-offset"]));
    await choose(tray().getByRole("button", { name: "Choose again" }), path);
    expect(await firstOffset).toBeGreaterThan(0);
    await expect.poll(storedDigests, { timeout: 60_000 }).toEqual([createHash("sha256").update(readFileSync(path)).digest("hex")]);
    await closeTray();
    expect(faults).toEqual([]);
  });
});
