import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { enter } from "./support/reviewing";
import { engines, Server } from "./support/server";

describe.each(engines)("The audit log, on %s", (engine) => {
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

  const rows = (page: Page) => page.getByRole("grid", { name: "Audit log" }).getByRole("row");

  it("an owner reads who did what, narrows it down, verifies it, takes it away and has addresses forgotten", async () => {
    const { page } = await person(browser, faults);
    const { look, problems } = watching(page, [
      ["light", 1280],
      ["dark", 1280],
    ]);
    await enter(page, server.ownerLink, "Mara");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Data" }).click();
    await page.getByRole("button", { name: "New dataset" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Letters");
    await page.getByRole("button", { name: "Create dataset" }).click();
    await page.getByRole("heading", { name: "Import into Letters" }).waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("link", { name: "Audit log" }).click();
    await rows(page).filter({ hasText: "Mara created the dataset Letters" }).first().getByText("a browser").waitFor();
    await page.getByText("Not verified yet").waitFor();
    await page.getByRole("button", { name: "Verify now" }).click();
    await page.getByText("Everything is as it was written").waitFor();
    await page.getByText(/Verified up to line [\d,]+, .* by Mara/).waitFor();
    await look("audit");

    await page.getByLabel("What", { exact: true }).selectOption({ label: "Datasets" });
    await page.getByLabel("Who", { exact: true }).selectOption({ label: "Mara" });
    await rows(page).filter({ hasText: "Letters" }).getByRole("link", { name: "Letters" }).first().waitFor();
    await expect.poll(async () => (await rows(page).allTextContents()).slice(1).every((text) => text.includes("dataset"))).toBe(true);
    await page.getByRole("button", { name: "Download", exact: true }).click();
    const [table] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "As a table (CSV)" }).click()]);
    const csv = readFileSync(await table.path(), "utf8");
    expect(csv).toContain("dataset.created");
    expect(csv).not.toContain("project.created");

    await page.getByRole("button", { name: "Forget addresses" }).click();
    const ask = page.getByRole("dialog", { name: "Forget from where Mara came?" });
    await look("audit-forget");
    await ask.getByRole("button", { name: "Forget addresses" }).click();
    await ask.getByRole("button", { name: "Done" }).click();
    await page.getByLabel("What", { exact: true }).selectOption({ label: "Saved views" });
    await page.getByText("No line matches").waitFor();
    await look("audit-none");
    await page.getByRole("button", { name: "Clear" }).first().click();
    await rows(page).filter({ hasText: "Mara downloaded this log" }).first().waitFor();

    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
  });
});
