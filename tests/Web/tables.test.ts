import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";

describe.each(engines)("Lists on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start(engine, { sample: true }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const selected = (page: Page) => page.getByRole("row", { selected: true });
  const count = (page: Page, text: string) => page.getByRole("status").filter({ hasText: new RegExp(`^${text}$`) }).waitFor();

  it("somebody narrows a list down, keeps it as a view, sends it as a link, tags it, and takes a deletion back", async () => {
    const { page, context } = await person(browser, faults);
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    await page.getByRole("link", { name: "Data", exact: true }).click();
    await page.getByRole("heading", { name: "Data", exact: true }).waitFor();
    await page.getByRole("link", { name: /Customer messages/ }).click();
    await count(page, "48 items");

    // By keyboard: words are looked for in the texts, and the filter reads as a sentence.
    await page.keyboard.press("f");
    await page.keyboard.type("please");
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "items where text contains “please”" }).waitFor();
    await page.getByRole("status").filter({ hasText: /^\d items$/ }).waitFor();
    const found = await page.getByRole("row").count();
    expect(found).toBeGreaterThan(2);
    expect(found).toBeLessThan(20);
    const n = found - 1;
    await count(page, `${n} items`);

    // A view keeps it for everybody; the address is enough to see the same.
    await page.getByRole("button", { name: "Save view" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Refunds");
    await page.keyboard.press("Enter");
    await page.getByText("The view “Refunds” is saved.").waitFor();
    const address = page.url();
    expect(address).toContain("f=text:has:please");
    const other = await context.newPage();
    await other.goto(address);
    await other.getByRole("group", { name: "items where text contains “please”" }).waitFor();
    await count(other, `${n} items`);
    expect(await other.getByRole("link", { name: "Refunds" }).getAttribute("aria-current")).toBe("page");
    await other.close();

    // A step back undoes the last change of the filter.
    await page.getByRole("button", { name: /^Remove: text contains/ }).click();
    await count(page, "48 items");
    await page.goBack();
    await count(page, `${n} items`);

    // Everything that matches, by one key; then a tag on it, which can be filtered by.
    await page.keyboard.press("Control+a");
    await page.getByRole("toolbar", { name: `${n} of ${n} selected` }).waitFor();
    await page.getByRole("button", { name: "Tag", exact: true }).click();
    await page.keyboard.type("money back");
    await page.keyboard.press("Enter");
    await page.getByText(`${n} items are tagged “money back”.`).waitFor();
    await page.getByRole("link", { name: "All items" }).click();
    await page.keyboard.press("f");
    await page.keyboard.type("money");
    await page.getByRole("option", { name: /tag is money back/ }).click();
    await count(page, `${n} items`);

    // Two rows by key and pointer are deleted, and brought back where it was said.
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByRole("checkbox", { name: /^Select / }).nth(2).click();
    expect(await selected(page).count()).toBe(2);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete 2 items" }).click();
    await page.getByText("2 items are deleted.").waitFor();
    await count(page, `${n - 2} items`);
    await page.getByRole("button", { name: "Undo" }).click();
    await count(page, `${n} items`);

    // One of them with all that is known about it, the next one under the same filter, and back to where one was.
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.getByText(`1 of ${n}`).waitFor();
    await page.getByText("sample.jsonl", { exact: true }).waitFor();
    await page.keyboard.press("j");
    await page.getByText(`2 of ${n}`).waitFor();
    await page.getByRole("link", { name: /^Task \d+ in Customer messages/ }).waitFor();
    await page.getByRole("link", { name: "Back to the list" }).click();
    await count(page, `${n} items`);

    // Tasks are found by what they are, put together into a batch, and ordered by how sure one can be of them.
    await page.getByRole("link", { name: "Projects", exact: true }).click();
    await page.getByRole("heading", { name: "Projects", exact: true }).waitFor();
    await page.getByRole("link", { name: /Customer messages/ }).click();
    await page.getByRole("link", { name: "Tasks", exact: true }).click();
    await page.getByRole("row").nth(3).waitFor();
    await page.keyboard.press("f");
    await page.keyboard.type("state is available");
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "tasks where state is available" }).waitFor();
    await page.getByRole("status").filter({ hasText: /^14 tasks$/ }).waitFor();
    await page.keyboard.press("Control+a");
    await page.getByRole("toolbar", { name: "14 of 14 selected" }).waitFor();
    await page.getByRole("button", { name: "Batch", exact: true }).click();
    await page.keyboard.type("Look again");
    await page.keyboard.press("Enter");
    await page.getByText("14 tasks are in the batch “Look again”").waitFor();
    await page.getByRole("button", { name: "Confidence" }).click();
    await page.waitForURL(/sort=-confidence/);
    await page.getByRole("columnheader", { name: "Confidence" }).and(page.locator("[aria-sort=descending]")).waitFor();
    await page.getByRole("button", { name: /^Change: state is available/ }).click();
    await page.getByRole("checkbox", { name: /completed/i }).click();
    await page.getByRole("group", { name: "tasks where state is available or completed" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Space");
    await page.getByRole("complementary", { name: "Preview" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("complementary", { name: "Preview" }).getByText("Look again").or(page.getByText("Confidence")).first().waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });
});
