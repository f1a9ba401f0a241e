import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { allSent, nextText, shownText, start } from "./support/labelling";
import { openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";

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
    page.setDefaultTimeout(10_000);
    await page.goto(address);
    expect(await shownText(page)).toBe(text);
    await expect.poll(() => page.getByRole("textbox").inputValue()).toBe("Call her back before noon.");
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

  it("when two tabs are open: they never show the same task", async () => {
    await page.getByRole("link", { name: /Customer messages/ }).first().click();
    const here = await shownText(page);
    const other = await context.newPage();
    other.setDefaultTimeout(10_000);
    await other.goto(page.url().replace(/\?.*/, ""));
    expect(await shownText(other)).not.toBe(here);
    await other.close();
    expect(faults).toEqual([]);
  });
});
