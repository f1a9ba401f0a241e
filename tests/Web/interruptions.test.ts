import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { handOn, pictureProject } from "./support/drawing";
import { allSent, nextText, openWithNext, shownText, start } from "./support/labelling";
import { crash, openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";

/** How long the network is away while somebody goes on drawing; 120 is the long run. */
const offlineMs = Number(process.env.GROUNDWORK_OFFLINE_SECONDS ?? 10) * 1000;

describe.each(engines)("Nothing is lost on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start(engine, { sample: true }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  beforeEach(async () => {
    // Each journey goes on where the one before left the owner: signed in, in the middle of the sample.
    if (!context) {
      ({ context, page } = await person(browser, faults));
      await page.goto(server.ownerLink);
      await page.getByLabel("Your name").fill("Mara");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("link", { name: /Customer messages/ }).first().click();
      await start(page);
    }
  });

  // One that failed on the way leaves no other one without a network.
  afterEach(() => context?.setOffline(false));

  const chosen = (name: string) => page.getByRole("radio", { name, exact: true });

  it("when the server is killed while somebody writes, and started again", async () => {
    const text = await shownText(page);
    await page.keyboard.press("1");
    await page.keyboard.press("2");
    await page.getByText("Saved", { exact: true }).waitFor();
    await server.crashAndRestart();
    await page.reload();
    expect(await shownText(page)).toBe(text);
    await expect.poll(() => chosen("Complain").getAttribute("aria-checked")).toBe("true");
    await expect.poll(() => chosen("This week").getAttribute("aria-checked")).toBe("true");
  });

  it("when the tab is closed and opened again", async () => {
    const text = await shownText(page);
    await page.keyboard.press("ArrowUp").catch(() => undefined);
    await page.getByRole("textbox").fill("Call her back before noon.");
    await page.getByText("Saved", { exact: true }).waitFor();
    const address = page.url();
    await page.close();
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(address);
    expect(await shownText(page)).toBe(text);
    await expect.poll(() => page.getByRole("textbox").inputValue()).toBe("Call her back before noon.");
  });

  it("when the tab is killed in the moment in which something was chosen", async () => {
    const text = await shownText(page);
    await page.getByRole("heading", { name: "What does the writer want?" }).click();
    await page.keyboard.press("3");
    await expect.poll(() => chosen("Know something").getAttribute("aria-checked")).toBe("true");
    const address = page.url();
    await crash(page);
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(address);
    expect(await shownText(page)).toBe(text);
    await expect.poll(() => chosen("Know something").getAttribute("aria-checked")).toBe("true");
  });

  it("when the network is away: edits and answers are kept here and sent later, once", async () => {
    const first = await shownText(page);
    await context.setOffline(true);
    await page.getByRole("heading", { name: "What does the writer want?" }).click();
    await page.keyboard.press("4");
    await page.getByText(/Offline · \d edits? kept here/).waitFor();
    await page.getByRole("button", { name: /^Submit/ }).click();
    // The next task was loaded before the network went.
    const second = await nextText(page, first);
    expect(second).not.toBeNull();
    await page.getByText(/answers? waits? for the server/).waitFor();
    await context.setOffline(false);
    await allSent(page);
    await page.goto(new URL("/", server.url).href);
    await page.getByText("1 answer today").waitFor();
  });

  it("when a task is skipped while the network is away: the skip is sent once, and what was begun is there when the task is opened again", async () => {
    await openWithNext(page, () => page.getByRole("link", { name: /Customer messages/ }).first().click());
    const text = await shownText(page);
    await context.setOffline(true);
    await page.getByRole("heading", { name: "What does the writer want?" }).click();
    await page.keyboard.press("2");
    await page.getByText(/Offline · \d edits? kept here/).waitFor();
    const begun = await page.getByRole("radio", { checked: true }).first().textContent();
    await page.keyboard.press("s");
    await page.keyboard.press("1");
    await nextText(page, text);
    await page.getByText("1 skipped task waits for the server").waitFor();
    await crash(page);
    await context.setOffline(false);

    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    let skips = 0;
    page.on("response", (response) => (skips += response.url().endsWith("/skip") ? 1 : 0));
    await page.goto(server.url);
    await page.getByRole("link", { name: /Customer messages/ }).first().click();
    await expect.poll(() => skips).toBe(1);
    await allSent(page);
    await expect.poll(() => shownText(page)).not.toBe(text);
    await page.keyboard.press("Alt+ArrowUp");
    const rows = page.getByRole("dialog", { name: "Your last tasks" }).locator("ol button");
    await rows.filter({ hasText: "skipped" }).first().click();
    await expect.poll(() => shownText(page)).toBe(text);
    await expect.poll(() => page.getByRole("radio", { checked: true }).first().textContent()).toBe(begun);
    // Also in another browser: the server had it before the task was put aside.
    const id = new URL(page.url()).searchParams.get("assignment") ?? "";
    const { draft } = await server.api<{ draft: { document: { answers: object } } }>(`assignments/${id}`);
    expect(Object.keys(draft.document.answers)).not.toEqual([]);
    expect(skips).toBe(1);
  });

  it("when an arrow is held while the network is away: all of it is saved afterwards", async () => {
    const project = await pictureProject(server, "Fields", [[400, 300]]);
    await page.goto(`${server.url}/label/${project}`);
    const { drag } = await handOn(page);
    await page.keyboard.press("b");
    await drag([20, 20], [60, 60]);
    await page.getByText("Saved", { exact: true }).waitFor();
    await context.setOffline(true);
    // Each keydown that comes without a keyup is a repeat: more of them than one request may carry changes.
    for (const [key, times] of [["ArrowRight", 300], ["ArrowLeft", 290], ["ArrowRight", 300], ["ArrowLeft", 290]] as const) {
      for (let n = 0; n < times; n += 1) await page.keyboard.down(key);
      await page.keyboard.up(key);
    }
    await page.getByText(/Offline · \d+ edits? kept here/).waitFor();
    await context.setOffline(false);
    await page.getByText("Saved", { exact: true }).waitFor({ timeout: 40_000 });
    const id = new URL(page.url()).searchParams.get("assignment") ?? "";
    const { draft } = await server.api<{ draft: { saved: number; document: { objects: { geometry: object }[] } } }>(`assignments/${id}`);
    expect(draft.document.objects.map(({ geometry }) => geometry)).toMatchObject([{ x: 40, y: 20, width: 40, height: 40 }]);
    expect(draft.saved).toBeLessThan(100);

    // What was done before can be taken back after the page was loaded anew.
    await page.reload();
    await page.getByRole("heading", { name: "1 object", exact: true }).waitFor();
    for (let n = 0; n < 5; n += 1) await page.keyboard.press("Control+z");
    await page.getByRole("heading", { name: "0 objects", exact: true }).waitFor();
    await page.keyboard.press("Control+y");
    await page.getByRole("heading", { name: "1 object", exact: true }).waitFor();
    await page.getByText("Saved", { exact: true }).waitFor();
  });

  it("when the browser keeps nothing: the page says so, and asks before it is closed", async () => {
    const bare = await context.newPage();
    bare.setDefaultTimeout(20_000);
    await bare.addInitScript(() => {
      Object.defineProperty(window, "indexedDB", { value: { open: () => { throw new Error("switched off"); } } });
    });
    await bare.goto(server.url);
    await bare.getByRole("link", { name: /Customer messages/ }).first().click();
    await shownText(bare);
    await context.setOffline(true);
    await bare.getByRole("heading", { name: "What does the writer want?" }).click();
    await bare.keyboard.press("1");
    await bare.getByText("Offline · 1 edit only in this tab").waitFor();
    await bare.getByText("This browser keeps nothing").waitFor();
    const asked = new Promise<string>((resolve) => {
      bare.on("dialog", (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    await bare.close({ runBeforeUnload: true });
    expect(await asked).toBe("beforeunload");
    await context.setOffline(false);
    await bare.getByText("Saved", { exact: true }).waitFor({ timeout: 40_000 });
    await bare.getByText("This browser keeps nothing").waitFor({ state: "detached" });
    await bare.close();
  });

  it("when the network is away for long: what is drawn meanwhile and sent meanwhile arrives, the killed tab's too", async () => {
    const project = await pictureProject(server, "Roads", [[400, 300], [400, 300], [400, 300]]);
    await openWithNext(page, () => page.goto(`${server.url}/label/${project}`), true);
    const { drag } = await handOn(page);
    const boxes = (n: number) => page.getByRole("heading", { name: n === 1 ? "1 object" : `${n} objects`, exact: true }).waitFor();
    await page.keyboard.press("b");
    await drag([20, 20], [60, 60]);
    await page.getByText("Saved", { exact: true }).waitFor();

    await context.setOffline(true);
    const until = Date.now() + offlineMs;
    let drawn = 1;
    do {
      const [x, y] = [20 + (drawn % 8) * 45, 20 + (Math.floor(drawn / 8) % 5) * 50];
      await drag([x, y], [x + 30, y + 30]);
      drawn += 1;
      await boxes(drawn);
      await page.getByText(new RegExp(`Offline · ${drawn - 1} edits? kept here`)).waitFor();
      await page.waitForTimeout(2_000);
    } while (Date.now() < until);
    // Sent while nobody can hear it; the next picture is there already.
    await page.getByRole("button", { name: /^Submit/ }).click();
    await boxes(0);
    await drag([100, 100], [180, 160]);
    await boxes(1);
    await page.getByText(/answers? waits? for the server/).waitFor();
    await page.getByText("Offline · 1 edit kept here").waitFor();
    await crash(page);
    await context.setOffline(false);

    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${server.url}/label/${project}`);
    await boxes(1);
    await allSent(page);
    await page.getByText("Saved", { exact: true }).waitFor();
    const { items } = await server.api<{ items: { id: string; ordinal: number }[] }>(`projects/${project}/tasks`);
    const first = items.find(({ ordinal }) => ordinal === 1)?.id ?? "";
    const { answers } = await server.api<{ answers: { document: { objects: unknown[] } }[] }>(`tasks/${first}`);
    expect(answers.map(({ document }) => document.objects.length)).toEqual([drawn]);
  });

  it("when two tabs are open: they never show the same task", async () => {
    await page.goto(new URL("/", server.url).href);
    await page.getByRole("link", { name: /Customer messages/ }).first().click();
    const here = await shownText(page);
    const other = await context.newPage();
    other.setDefaultTimeout(20_000);
    await other.goto(page.url().replace(/\?.*/, ""));
    expect(await shownText(other)).not.toBe(here);
    await other.close();
    expect(faults).toEqual([]);
  });
});
