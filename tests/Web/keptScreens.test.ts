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

it("the screens of what can't be sent, and of what was answered elsewhere, pass axe, fit their width and log no fault", async () => {
  const faults: string[] = [];
  const { context, page } = await person(browser, faults);
  const { look, problems } = watching(page, [["light", 1280], ["dark", 1920]]);
  await page.goto(server.ownerLink);
  await page.getByLabel("Your name").fill("Mara Lindqvist");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: /Customer messages/ }).first().click();
  await start(page);
  const project = new URL(page.url()).pathname.split("/").at(-1) ?? "";

  // The server refuses a draft, and takes it later.
  const refuse = { status: 400, contentType: "application/problem+json", body: JSON.stringify({ status: 400, code: "invalid", title: "A change is an object with a member “put”." }) };
  await page.route("**/drafts", (route) => route.fulfill(refuse));
  await page.keyboard.press("1");
  await page.getByText("Not taken · kept here").waitFor();
  await look("draft-refused");
  await page.unroute("**/drafts");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();

  // Answered in another window meanwhile.
  const text = await shownText(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect.poll(() => shownText(other)).toBe(text);
  for (const key of ["2", "1", "Enter"]) await other.keyboard.press(key);
  await nextText(other, text);
  await allSent(other);
  await other.close();
  await page.getByRole("heading", { name: "What does the writer want?" }).click();
  await page.keyboard.press("3");
  await page.getByText("You answered this task elsewhere meanwhile").waitFor();
  await page.keyboard.press("Enter");
  await look("answered-elsewhere");
  await page.getByRole("button", { name: "Keep what I see here" }).click();
  await page.getByText(/You answered this/).waitFor();
  await page.getByRole("button", { name: /^Submit correction/ }).click();
  await nextText(page, text);
  await allSent(page);

  // Cancelled while it is answered without the network: refused, looked at, and dropped only when asked twice.
  const cancelled = await shownText(page);
  const { items } = await server.api<{ items: { id: string; text: string }[] }>(`projects/${project}/tasks`);
  const task = items.find(({ text: shown }) => cancelled?.startsWith(shown.slice(0, 40)))?.id ?? "";
  await server.api(`projects/${project}/tasks/change`, { ids: [task], cancel: true });
  for (const key of ["1", "1", "Enter"]) await page.keyboard.press(key);
  await page.getByText(/was cancelled meanwhile/).waitFor();
  await look("answer-refused");
  await page.getByRole("button", { name: "Open it again" }).click();
  await expect.poll(() => shownText(page)).toBe(cancelled);
  await page.getByText("Only to look at").waitFor();
  const chosen = await page.getByRole("radio", { checked: true }).allTextContents();
  for (const key of ["3", "Enter"]) await page.keyboard.press(key);
  await page.getByRole("radio").nth(1).click();
  expect(await page.getByRole("radio", { checked: true }).allTextContents()).toEqual(chosen);
  await look("answer-look");
  await page.getByRole("button", { name: "Go to the next task" }).click();
  await nextText(page, cancelled);
  await page.getByRole("button", { name: "Drop this answer" }).click();
  const dialog = page.getByRole("dialog", { name: /Drop your answer to task/ });
  await look("answer-drop");
  await dialog.getByRole("button", { name: "Drop this answer" }).click();
  await page.getByText(/was cancelled meanwhile/).waitFor({ state: "detached" });

  // Skipped and answered without the network, in a browser that keeps nothing from now on.
  const skipped = await shownText(page);
  await context.setOffline(true);
  await page.keyboard.press("s");
  await page.keyboard.press("1");
  await nextText(page, skipped);
  await page.getByText("1 skipped task waits for the server").waitFor();
  await page.evaluate(() => {
    IDBDatabase.prototype.transaction = () => {
      throw new Error("The disk is full");
    };
  });
  await page.getByRole("heading", { name: "What does the writer want?" }).click();
  await page.keyboard.press("1");
  await page.getByText(/Offline · \d+ edits? only in this tab/).waitFor();
  await look("fleeting");
  await context.setOffline(false);
  await page.getByText("Saved", { exact: true }).waitFor({ timeout: 40_000 });
  expect(problems).toEqual([]);
  expect(faults).toEqual([]);
});
