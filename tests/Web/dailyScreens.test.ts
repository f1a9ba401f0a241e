import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { allSent, nextText, shownText, start } from "./support/labelling";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { Server } from "./support/server";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start("sqlite", { sample: true }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it("the screens of correcting and asking pass axe, fit their width and log no fault", async () => {
  const faults: string[] = [];
  const { page } = await person(browser, faults);
  const { look, problems } = watching(page, [["light", 1280], ["dark", 1920], ["light", 1920], ["dark", 1280]]);
  await page.goto(server.ownerLink);
  await page.getByLabel("Your name").fill("Mara Lindqvist");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: /Customer messages/ }).first().click();
  await start(page);
  await page.keyboard.press("Alt+ArrowUp");
  await page.getByText("Nothing yet").waitFor();
  await look("recent-none");
  await page.keyboard.press("Escape");
  for (let n = 0; n < 3; n++) {
    const text = await shownText(page);
    for (const key of ["1", "1", "Enter"]) await page.keyboard.press(key);
    await nextText(page, text);
  }
  await page.keyboard.press("s");
  await page.keyboard.press("1");
  await allSent(page);

  await page.keyboard.press("Alt+ArrowLeft");
  await page.getByText(/You answered this/).waitFor();
  await look("correction");
  await page.keyboard.press("3");
  await page.getByText("Your changes are kept as a draft", { exact: false }).waitFor();
  await look("correction-edited");
  await page.keyboard.press("f");
  await page.getByLabel("What do you want to know?").fill("Is a refund a complaint, or only if the writer is upset about it?");
  await look("asking");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("article", { name: "Question of You" }).waitFor();
  await look("comments");
  await page.getByRole("button", { name: /^Submit correction/ }).click();
  await allSent(page);
  await page.keyboard.press("Alt+ArrowUp");
  await page.getByText("1 correction", { exact: false }).waitFor();
  await look("recent");
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "Back to My work" }).click();
  await page.getByText("Your questions").waitFor();
  await look("my-work-later");
  await page.getByRole("link", { name: "Projects", exact: true }).click();
  await page.getByRole("heading", { name: "Projects", exact: true }).waitFor();
  await page.getByRole("link", { name: /Customer messages/ }).click();
  await page.getByText("1 open question").waitFor();
  await look("overview-asked");
  await page.getByRole("link", { name: "Questions", exact: true }).click();
  await page.getByText("waits for a reply").waitFor();
  await page.keyboard.press("j");
  await look("questions");
  await page.keyboard.press("Enter");
  await page.getByRole("article", { name: "Question of You" }).waitFor();
  await page.getByPlaceholder("Write a reply").fill("Only if upset.");
  await look("task-questions");
  await page.keyboard.press("Control+Enter");
  await page.getByText("Only if upset.").waitFor();
  await page.getByRole("button", { name: "Resolve" }).click();
  await page.getByText("Resolved").waitFor();
  await page.getByRole("link", { name: "Tasks", exact: true }).first().click();
  await page.getByRole("link", { name: "Questions", exact: true }).click();
  await page.getByText("No open questions").waitFor();
  await look("questions-none");
  expect(problems).toEqual([]);
  expect(faults).toEqual([]);
});
