import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allSent, nextText, shownText, start } from "./support/labelling";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";

describe.each(engines)("A server that has too much to do, on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      Server.start(engine, { sample: true }),
      openBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("is left alone as long as it asks, says so calmly, and gets every answer", async () => {
    ({ page } = await person(browser, faults));
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara");
    await page.getByRole("button", { name: "Continue" }).click();
    await page
      .getByRole("link", { name: /Customer messages/ })
      .first()
      .click();
    await start(page);
    const first = await shownText(page);
    const asked: number[] = [];
    let busy = true;
    const problem = {
      title: "The server has more to do than it can just now.",
      status: 503,
      detail: "Send it again.",
      code: "overloaded",
    };
    await page.route(
      /\/api\/assignments\/[^/]+\/(submit|drafts)$/,
      async (route) => {
        if (!busy) return route.continue();
        if (route.request().url().endsWith("/submit")) asked.push(Date.now());
        return route.fulfill({
          status: 503,
          headers: { "Retry-After": "4" },
          contentType: "application/problem+json",
          body: JSON.stringify(problem),
        });
      },
    );
    await page.keyboard.press("1");
    await page.keyboard.press("2");
    await page.getByText(/Server is busy · \d+ edits? kept/).waitFor();
    await page.keyboard.press("Enter");
    await page
      .getByText("The server has much to do just now.", { exact: false })
      .waitFor();
    // Work goes on meanwhile.
    const second = await nextText(page, first);
    expect(second).not.toBeNull();
    const seen = watching(page, [
      ["light", 1280],
      ["dark", 1280],
    ]);
    await seen.look("server-busy");
    expect(seen.problems).toEqual([]);
    await expect
      .poll(() => asked.length, { timeout: 15_000 })
      .toBeGreaterThan(1);
    expect(asked[1]! - asked[0]!).toBeGreaterThan(3_500);
    busy = false;
    await allSent(page);
    await expect
      .poll(
        () =>
          page
            .getByText("The server has much to do just now.", { exact: false })
            .count(),
        { timeout: 15_000 },
      )
      .toBe(0);
  });
});
