import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exported } from "./support/exporting";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";

interface Said {
  annotator: string;
  result: { from_name: string; value: { choices?: string[] } }[];
}

describe.each(engines)("Other tools' formats on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  const faults: string[] = [];
  const files = mkdtempSync(join(tmpdir(), "groundwork-exchange-"));

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start(engine, { sample: true }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(files, { recursive: true, force: true });
  });

  it("labels come in as they were exported elsewhere, and what a format won't hold is said before the download", async () => {
    const { page } = await person(browser, faults);
    const { look, problems } = watching(page, [["light", 1280], ["dark", 1280]]);
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("link", { name: "Projects", exact: true }).click();
    await page.getByRole("heading", { name: "Projects", exact: true }).waitFor();
    await page.getByRole("link", { name: /Customer messages/ }).click();
    await page.getByText("187 of 223 answers").waitFor();

    // Told by the file itself; the titles of the options are found.
    const path = join(files, "tasks.json");
    const result = (choice: string) => [{ id: "x", from_name: "Intent", to_name: "text", type: "choices", value: { choices: [choice] } }];
    writeFileSync(
      path,
      JSON.stringify([
        { data: { id: "message-001" }, annotations: [], predictions: [{ model_version: "net-2", result: result("Praise") }] },
        { data: { id: "message-002" }, predictions: [{ model_version: "net-2", result: result("nonsense") }] },
      ]),
    );
    await page.getByRole("button", { name: "Import labels" }).click();
    const dialog = page.getByRole("dialog");
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), dialog.getByLabel("Drop a file of labels, or choose one").click()]);
    await chooser.setFiles(path);
    await dialog.getByText("1 label is ready").waitFor();
    // What it is not, says so.
    await dialog.getByLabel("Format").selectOption({ label: "COCO" });
    await dialog.getByText("This is a list, as of detection results").first().waitFor();
    await dialog.getByLabel("Format").selectOption({ label: "Label Studio JSON" });
    await dialog.getByText("1 label is ready").waitFor();
    await look(`labels-other-${engine}`);
    await dialog.getByRole("button", { name: "Import 1 label" }).click();
    await dialog.getByText("1 added").waitFor();
    await page.keyboard.press("Escape");

    const tray = page.getByRole("dialog", { name: "Jobs" });
    await page.getByRole("link", { name: "Snapshots", exact: true }).click();
    await page.getByLabel("Name", { exact: true }).fill("For training");
    await page.getByRole("button", { name: "Freeze" }).click();
    // What was done at once is among the jobs all the same.
    await page.getByRole("button", { name: "Export “For training”" }).waitFor();
    await page.getByRole("button", { name: "Jobs" }).click();
    await page.getByRole("dialog", { name: "Jobs" }).getByText("Freeze “For training”").waitFor({ timeout: 8_000 });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Export “For training”" }).click();
    await dialog.getByText("Nothing is lost").waitFor();
    await dialog.getByLabel(/^Every answer/).check();
    await dialog.getByLabel(/^CoNLL/).check();
    await dialog.getByText(/^Answers to questions: [1-9]\d+$/).waitFor();
    await look(`export-${engine}`);
    await dialog.getByLabel(/^Label Studio JSON/).check();
    await dialog.getByText(/^Answers to questions/).waitFor({ state: "detached" });
    const [download] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Download" }).click()]);
    expect(download.suggestedFilename()).toMatch(/for-training-answers\.json$/);
    const tasks = JSON.parse(readFileSync(await download.path(), "utf8")) as { data: { id: string }; annotations: Said[]; predictions: unknown[] }[];
    expect(tasks).toHaveLength(48);
    const first = tasks.find(({ data }) => data.id === "message-001");
    expect(first?.predictions).toHaveLength(1);
    expect(tasks.flatMap(({ annotations }) => annotations)).toHaveLength(187);
    await exported(page);

    // A typed table is whole with its last byte, and comes in again as what people and the model said.
    await page.getByRole("button", { name: "Export “For training”" }).click();
    await dialog.getByLabel(/^Every answer/).check();
    await dialog.getByLabel(/^Parquet/).check();
    await dialog.getByText("Nothing is lost").waitFor();
    await look(`export-parquet-${engine}`);
    const [typed] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Download" }).click()]);
    expect(typed.suggestedFilename()).toMatch(/for-training-answers\.parquet$/);
    const table = join(files, "answers.parquet");
    await typed.saveAs(table);
    const bytes = readFileSync(table);
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(["PAR1", "PAR1"]);
    await exported(page);
    await page.getByRole("link", { name: "Overview", exact: true }).click();
    await page.getByRole("button", { name: "Import labels" }).click();
    const [typedChooser] = await Promise.all([page.waitForEvent("filechooser"), dialog.getByLabel("Drop a file of labels, or choose one").click()]);
    await typedChooser.setFiles(table);
    await dialog.getByText("188 labels are ready").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    // The palette leads there from any page; a sentence narrows the rows, and says how many are left.
    await page.getByRole("link", { name: "Overview", exact: true }).click();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("export the latest");
    await page.keyboard.press("Enter");
    await dialog.getByText("48 rows of 48").waitFor();
    await dialog.getByLabel("Add a filter").click();
    await page.keyboard.type("praise");
    await page.keyboard.press("Enter");
    await dialog.getByText(/^(?!48 )\d+ rows? of 48$/).waitFor();
    const left = Number(/^\d+/.exec((await dialog.getByText(/ of 48$/).textContent()) ?? "")?.[0]);
    await look(`export-filter-${engine}`);
    const [narrow] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Download" }).click()]);
    const lines = readFileSync(await narrow.path(), "utf8").trim().split("\n").map((line) => JSON.parse(line) as { resolution: { questions: { intent: { value: string } } } });
    expect(lines.map(({ resolution }) => resolution.questions.intent.value)).toEqual(Array<string>(left).fill("praise"));
    await exported(page);

    // What was made stays in the tray, whatever page is loaded, with its file.
    await page.reload();
    await page.getByRole("button", { name: "Jobs" }).click();
    await tray.getByText("Export “For training” as label-studio").waitFor();
    await look(`jobs-${engine}`);
    const [again] = await Promise.all([page.waitForEvent("download"), tray.getByRole("link", { name: /Download .*for-training-answers\.json$/ }).click()]);
    expect(readFileSync(await again.path())).toEqual(readFileSync(await download.path()));
    await page.keyboard.press("Escape");

    // The native export comes in again as a project, which freezes to the same hash.
    const hash = async (name: string) => {
      await page.getByRole("link", { name: "Snapshots", exact: true }).click();
      const row = page.getByRole("row", { name: new RegExp(name) });
      await row.waitFor();
      return row.locator("code").getAttribute("title");
    };
    const before = await hash("For training");
    await page.getByRole("button", { name: "Export “For training”" }).click();
    await dialog.getByText("48 rows of 48").waitFor();
    const [native] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Download" }).click()]);
    const kept = join(files, "native.jsonl");
    await native.saveAs(kept);
    await exported(page);
    await page.getByRole("link", { name: "Projects", exact: true }).first().click();
    await page.getByRole("button", { name: "From a snapshot" }).click();
    const [file] = await Promise.all([page.waitForEvent("filechooser"), dialog.getByLabel("Drop a native export, or choose one").click()]);
    await file.setFiles(kept);
    await dialog.getByLabel("Name of the project").fill("Brought back");
    await look(`restore-${engine}`);
    await dialog.getByRole("button", { name: "Restore" }).click();
    await tray.getByText("48 rows · 187 answers").first().waitFor();
    await tray.getByText("Restore “Brought back”").waitFor();
    await tray.getByRole("link", { name: "Open the project" }).click();
    await page.getByText(/^18[678] of /).first().waitFor();
    await page.getByRole("link", { name: "Snapshots", exact: true }).click();
    await page.getByLabel("Name", { exact: true }).fill("The same");
    await page.getByRole("button", { name: "Freeze" }).click();
    expect(await hash("The same")).toBe(before);
    expect(faults).toEqual([]);
    expect(problems).toEqual([]);
  });
});
