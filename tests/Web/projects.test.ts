import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nextText, shownText } from "./support/labelling";
import { openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";
import { projectOver } from "./support/texts";

const named = (...titles: string[]) => titles.map((title) => ({ name: title.toLowerCase(), title }));
const ontology = {
  version: 1,
  classes: [],
  relations: [],
  questions: [{ name: "topic", title: "What is it about?", kind: "choice", required: true, options: named("Billing", "Delivery", "Praise", "Other") }],
};
const texts = Array.from({ length: 8 }, (_, at) => `Message ${at + 1} of the day`);

describe.each(engines)("A manager runs a project on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let worker: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start(engine), openBrowser()]);
  });
  beforeEach(async () => {
    // Each journey goes on where the one before left the owner.
    if (page) return;
    ({ page } = await person(browser, faults));
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara");
    await page.getByRole("button", { name: "Continue" }).click();
    await projectOver(server, "Mail", texts, ontology);
    worker = await page.context().newPage();
    worker.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const openProject = async () => {
    await page.getByRole("link", { name: "Projects", exact: true }).first().click();
    await page.getByRole("heading", { name: "Projects" }).waitFor();
    await page.getByRole("link", { name: /Mail/ }).first().click();
  };

  it("makes a batch of tasks, opens, pauses and edits it", async () => {
    await openProject();
    await page.getByRole("link", { name: "Tasks", exact: true }).click();
    await page.getByRole("grid").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByRole("button", { name: "New batch from these" }).click();
    await page.getByLabel("Name").fill("March");
    await page.getByLabel("Deadline").fill("2031-03-31T12:00");
    await page.getByLabel("Priority").fill("5");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText(/3 tasks are in the batch “March”/).waitFor();
    await page.getByRole("link", { name: "Batches", exact: true }).click();
    const row = page.getByRole("row", { name: /March/ });
    await row.getByText("In staging").waitFor();
    await row.getByText("0 of 3").waitFor();
    await row.getByText(/due in \d+/).waitFor();
    await row.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByText("“March” is open: its tasks are given out.").waitFor();
    await row.getByRole("button", { name: "Pause" }).click();
    await row.getByText("Paused").waitFor();
    await row.getByRole("button", { name: "Edit…" }).click();
    await page.getByLabel("Name").fill("April");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: "April" }).click();
    await page.getByText(/April/).first().waitFor();
    await expect.poll(() => page.getByRole("row").count()).toBe(4);
  });

  it("assigns tasks to themselves, sees them in My work, and takes it back", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByRole("button", { name: "Assign" }).click();
    await page.getByRole("checkbox", { name: "Mara" }).check();
    await page.getByRole("button", { name: "Assign to 1 person" }).click();
    await page.getByText(/is for Mara/).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Undone: everything is as it was before.").first().waitFor();
  });

  it("changes the questions while somebody works, and nothing is lost", async () => {
    await worker.goto(new URL("/", server.url).href);
    await worker.getByRole("link", { name: /Mail/ }).first().click();
    const text = await shownText(worker);
    await worker.keyboard.press("3");
    await worker.keyboard.press("Enter");
    const inHand = await nextText(worker, text);
    await worker.keyboard.press("3");

    await openProject();
    await page.getByRole("link", { name: "Ontology", exact: true }).click();
    await page.getByRole("button", { name: "Remove option 3" }).first().click();
    await page.getByRole("region", { name: /What happens to the/ }).waitFor();
    await page.getByRole("combobox", { name: /Option “Praise”/ }).selectOption({ index: 1 });
    await page.getByRole("button", { name: "Save and migrate" }).click();
    await page.getByText(/Migrated to version 2/).waitFor({ timeout: 30_000 });

    expect(await shownText(worker)).toBe(inHand);
    await worker.getByRole("button", { name: /^Submit/ }).click();
    expect(await nextText(worker, inHand)).not.toBeNull();
    expect(faults).toEqual([]);
  });
});
