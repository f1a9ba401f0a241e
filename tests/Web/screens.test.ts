import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { looker } from "./support/looks";
import { openBrowser, person } from "./support/people";
import { Server } from "./support/server";

describe("Every screen, light and dark, at 1280 and 1920", () => {
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start("sqlite", { sample: true }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("passes axe, fits its width and logs no fault", async () => {
    const faults: string[] = [];
    const { page } = await person(browser, faults);
    const problems: string[] = [];
    const look = looker(page, problems);

    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").waitFor();
    await look("join");
    await page.getByLabel("Your name").fill("Mara Lindqvist");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("link", { name: /Customer messages/ }).first().waitFor();
    await look("my-work");
    for (const [name, link] of [["projects", "Projects"], ["data", "Data"], ["members", "Members"], ["keys", "API keys"], ["storage", "Storage"]] as const) {
      await page.getByRole("link", { name: link, exact: true }).click();
      await page.waitForLoadState("networkidle");
      await look(name);
    }
    await page.getByRole("link", { name: "Data", exact: true }).click();
    await page.getByRole("heading", { name: "Data", exact: true }).waitFor();
    await page.getByRole("link", { name: /Customer messages/ }).click();
    await page.getByText("The invoice from Monday").waitFor();
    await look("dataset");
    await page.keyboard.press("v");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await look("dataset-grid");
    await page.getByRole("button", { name: "Split", exact: true }).click();
    await look("dataset-split");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByText(/^\d+ of 48$/).waitFor();
    await look("item");
    await page.goBack();
    await page.getByRole("link", { name: "Projects", exact: true }).click();
    await page.getByRole("heading", { name: "Projects", exact: true }).waitFor();
    await page.getByRole("link", { name: "New project" }).first().click();
    await page.getByText("The real editor; try it.").waitFor();
    await look("new-project");
    await page.goBack();
    await page.getByRole("link", { name: /Customer messages/ }).click();
    await page.getByText("108 of 144 answers").waitFor();
    await look("overview");
    await page.getByRole("button", { name: "Import labels" }).click();
    await page.getByRole("dialog").getByLabel("Model", { exact: true }).waitFor();
    await look("import-labels");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    for (const tab of ["Tasks", "Quality", "Snapshots", "Settings"]) {
      await page.getByRole("link", { name: tab, exact: true }).click();
      await page.waitForLoadState("networkidle");
      await look(tab.toLowerCase());
    }
    await page.getByRole("link", { name: "Tasks", exact: true }).click();
    await page.getByRole("row").nth(3).waitFor();
    await page.keyboard.press("f");
    await look("tasks-add-filter");
    await page.keyboard.type("confidence < 0.9");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Change: confidence < 0.90" }).click();
    await look("tasks-number");
    await page.keyboard.press("Escape");
    await page.keyboard.press("f");
    await page.keyboard.type("state is disputed");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^Change: state is/ }).click();
    await page.getByRole("checkbox", { name: /Disputed/i }).waitFor();
    await look("tasks-choice");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("Space");
    await look("tasks-filtered");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("f");
    await page.keyboard.type("nothing like this");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing matches").waitFor();
    await look("tasks-none");
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await page.getByRole("link", { name: "1", exact: true }).click();
    await page.getByText("3 of 3 wanted").waitFor();
    await look("task");
    await page.goBack();
    await page.getByRole("link", { name: "Label", exact: true }).click();
    await page.getByRole("button", { name: "Start" }).waitFor();
    await look("instructions");
    await page.getByRole("button", { name: "Start" }).click();
    await page.keyboard.press("Enter");
    await look("label-faults");
    await page.keyboard.press("1");
    await look("label");
    await page.keyboard.press("?");
    await look("keys-help");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await look("palette");
    await page.keyboard.press("Escape");
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
  });
});
