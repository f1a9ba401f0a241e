import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allSent, nextText, shownText, start } from "./support/labelling";
import { openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";

const password = "three wet otters";

describe.each(engines)("A day's work on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  let mara: Page;
  let ben: Page;
  let bens: BrowserContext;
  const faults: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start(engine, { sample: true }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  // Each journey goes on where the one before left the two.
  it("an owner and an annotator come in", async () => {
    ({ page: mara } = await person(browser, faults));
    await mara.goto(server.ownerLink);
    await mara.getByLabel("Your name").fill("Mara");
    await mara.getByRole("button", { name: "Continue" }).click();
    await mara.getByRole("link", { name: "Members" }).click();
    await mara.getByRole("button", { name: "Invite" }).click();
    await mara.getByLabel("Name", { exact: true }).last().fill("Ben");
    await mara.getByRole("button", { name: "Make the link" }).click();
    const link = await mara.getByLabel("Link for Ben").inputValue();
    await mara.getByRole("button", { name: "Done" }).click();

    ({ page: ben, context: bens } = await person(browser, faults));
    await ben.goto(link);
    await ben.getByLabel("Sign-in name").fill("ben");
    await ben.getByLabel("Password", { exact: true }).fill(password);
    await ben.keyboard.press("Enter");
    await ben.getByRole("link", { name: /Customer messages/ }).first().click();
    await start(ben);
  });


  it("an annotator puts a task off, and takes it up again", async () => {
    const first = await shownText(ben);
    await ben.keyboard.press("Alt+ArrowRight");
    await nextText(ben, first);
    await ben.getByRole("button", { name: "1 put off" }).click();
    await expect.poll(() => shownText(ben)).toBe(first);
    expect(await ben.getByRole("button", { name: "put off" }).count()).toBe(0);
  });

  /** Answers what is on the screen by keyboard. */
  async function answer(page: Page, keys: string[]): Promise<string | null> {
    const text = await shownText(page);
    for (const key of keys) await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    await nextText(page, text);
    return text;
  }

  it("an annotator looks back, corrects an answer across a lost tab, and goes on where they were", async () => {
    const first = await answer(ben, ["1", "1"]);
    const second = await answer(ben, ["2", "2"]);
    const inHand = await shownText(ben);
    await ben.keyboard.press("3");

    // Back by two, forward by one, with the answers as they were given.
    await ben.keyboard.press("Alt+ArrowLeft");
    await expect.poll(() => shownText(ben)).toBe(second);
    await ben.getByText(/You answered this .* counted/).waitFor();
    await ben.keyboard.press("Alt+ArrowLeft");
    await expect.poll(() => shownText(ben)).toBe(first);
    await ben.keyboard.press("Alt+ArrowRight");
    await expect.poll(() => shownText(ben)).toBe(second);
    await ben.keyboard.press("Alt+ArrowLeft");
    await expect.poll(() => shownText(ben)).toBe(first);

    // The correction is begun, the network goes, the tab is lost.
    await ben.getByText("Change what isn’t right and submit", { exact: false }).waitFor();
    const before = await ben.getByRole("radio", { checked: true }).first().textContent();
    await bens.setOffline(true);
    await ben.keyboard.press("3");
    await ben.getByText(/Offline · \d edits? kept here/).waitFor();
    const changed = await ben.getByRole("radio", { checked: true }).first().textContent();
    expect(changed).not.toBe(before);
    const address = ben.url();
    await ben.close();
    await bens.setOffline(false);
    ben = await bens.newPage();
    ben.setDefaultTimeout(20_000);
    await ben.goto(address);
    await expect.poll(() => shownText(ben)).toBe(first);
    await ben.getByText("Your changes are kept as a draft", { exact: false }).waitFor();
    expect(await ben.getByRole("radio", { checked: true }).first().textContent()).toBe(changed);
    await ben.getByRole("button", { name: /^Submit correction/ }).click();

    // Back at the task that was in hand, with what was begun there.
    await expect.poll(() => shownText(ben)).toBe(inHand);
    await allSent(ben);
    expect(await ben.getByRole("radio", { checked: true }).count()).toBeGreaterThan(0);

    // The list says what became of it, and opens it by keyboard. It is not submitted a second time.
    await ben.keyboard.press("Alt+ArrowUp");
    const rows = ben.getByRole("dialog", { name: "Your last tasks" }).locator("ol button");
    await expect.poll(() => rows.allTextContents().then((all) => all.map((row) => /1 correction/.test(row)))).toEqual([false, true]);
    await ben.keyboard.press("ArrowDown");
    await ben.keyboard.press("Enter");
    await expect.poll(() => shownText(ben)).toBe(first);
    await ben.getByText(/You answered this .* 1 correction/).waitFor();
    expect(await ben.getByRole("radio", { checked: true }).first().textContent()).toBe(changed);
    await ben.getByRole("button", { name: /Leave it as it is/ }).click();
    await expect.poll(() => shownText(ben)).toBe(inHand);
    await ben.getByText("2 today").waitFor();
  });

  /** Another window corrects the answer that is open here, and is closed again. */
  async function correctElsewhere(text: string | null, key: string): Promise<string | null> {
    const other = await bens.newPage();
    other.setDefaultTimeout(20_000);
    await other.goto(ben.url());
    await expect.poll(() => shownText(other)).toBe(text);
    await other.keyboard.press(key);
    await other.getByText("Your changes are kept as a draft", { exact: false }).waitFor();
    const chosen = await other.getByRole("radio", { checked: true }).first().textContent();
    await other.getByRole("button", { name: /^Submit correction/ }).click();
    await nextText(other, text);
    await allSent(other);
    await other.close();
    await ben.bringToFront();
    return chosen;
  }

  it("two windows that correct the same answer: the one that is behind is told, and chooses", async () => {
    await ben.keyboard.press("Alt+ArrowLeft");
    await ben.getByText(/You answered this/).waitFor();
    const text = await shownText(ben);
    const theirs = await correctElsewhere(text, "4");
    await ben.getByRole("heading", { name: "What does the writer want?" }).click();
    await ben.keyboard.press("1");
    await ben.getByText("This task was also changed in another tab").waitFor();
    await ben.getByRole("button", { name: "Take the other tab’s" }).click();
    await expect.poll(() => ben.getByRole("radio", { checked: true }).first().textContent()).toBe(theirs);
    await ben.getByRole("button", { name: "Discard the changes" }).click();
    await expect.poll(() => shownText(ben)).not.toBe(text);

    // When no draft got through before, the answer itself is refused, and nothing of it is lost.
    await ben.keyboard.press("Alt+ArrowLeft");
    await expect.poll(() => shownText(ben)).toBe(text);
    await correctElsewhere(text, "3");
    await ben.route("**/drafts", (route) => route.abort());
    await ben.getByRole("heading", { name: "What does the writer want?" }).click();
    await ben.keyboard.press("2");
    await ben.keyboard.press("1");
    const mine = await ben.getByRole("radio", { checked: true }).allTextContents();
    await ben.getByRole("button", { name: /^Submit correction/ }).click();
    await ben.getByText(/You corrected this answer in another window meanwhile/).waitFor();
    await ben.unroute("**/drafts");
    await ben.getByRole("button", { name: "Open it again" }).click();
    await expect.poll(() => shownText(ben)).toBe(text);
    await expect.poll(() => ben.getByRole("radio", { checked: true }).allTextContents()).toEqual(mine);
    await ben.getByRole("button", { name: /^Submit correction/ }).click();
    await allSent(ben);
    await expect.poll(() => shownText(ben)).not.toBe(text);
  });

  /** Another window opens the task that is open here and answers it. */
  async function answerElsewhere(text: string | null, keys: string[]): Promise<string[]> {
    const other = await bens.newPage();
    other.setDefaultTimeout(20_000);
    await other.goto(ben.url());
    await expect.poll(() => shownText(other)).toBe(text);
    await other.getByRole("heading", { name: "What does the writer want?" }).click();
    for (const key of keys) await other.keyboard.press(key);
    const chosen = await other.getByRole("radio", { checked: true }).allTextContents();
    await other.keyboard.press("Enter");
    await nextText(other, text);
    await allSent(other);
    await other.close();
    await ben.bringToFront();
    return chosen;
  }

  it("two windows that answer the same task: neither answer goes unseen, and the second becomes a correction", async () => {
    // What is begun here doesn't reach the server before the other window has answered; there, it is found in the browser and changed.
    const text = await shownText(ben);
    await ben.route("**/drafts", (route) => route.abort());
    await ben.getByRole("heading", { name: "What does the writer want?" }).click();
    await ben.keyboard.press("2");
    await ben.keyboard.press("1");
    const mine = await ben.getByRole("radio", { checked: true }).allTextContents();
    const theirs = await answerElsewhere(text, ["3"]);
    expect(theirs).not.toEqual(mine);
    await ben.keyboard.press("Enter");
    await ben.getByText(/You answered this one differently in another tab/).waitFor();
    await ben.unroute("**/drafts");
    await ben.getByRole("button", { name: "Drop this answer" }).click();
    await ben.getByRole("dialog", { name: /Drop your answer to task/ }).getByRole("button", { name: "Cancel" }).click();
    await ben.getByRole("button", { name: "Open it again" }).click();
    await expect.poll(() => shownText(ben)).toBe(text);
    await ben.getByText(/You answered this/).first().waitFor();
    expect(await ben.getByRole("radio", { checked: true }).allTextContents()).toEqual(mine);
    await ben.getByRole("button", { name: /^Submit correction/ }).click();
    await allSent(ben);
    await expect.poll(() => shownText(ben)).not.toBe(text);

    // Where the draft gets through, it is told at once.
    const next = await shownText(ben);
    const answered = await answerElsewhere(next, ["2", "1"]);
    await ben.getByRole("heading", { name: "What does the writer want?" }).click();
    await ben.keyboard.press("1");
    await ben.getByText("You answered this task elsewhere meanwhile").waitFor();
    await ben.keyboard.press("Enter");
    await ben.getByRole("button", { name: "Choose above which answers to go on with" }).waitFor();
    expect(await shownText(ben)).toBe(next);
    await ben.getByRole("button", { name: "Take the answer as it is" }).click();
    await expect.poll(() => ben.getByRole("radio", { checked: true }).allTextContents()).toEqual(answered);
    await ben.getByRole("button", { name: "Discard the changes" }).click();
    await expect.poll(() => shownText(ben)).not.toBe(next);
  });

  it("an annotator asks and skips, the manager answers, the annotator finishes the task", async () => {
    const text = await shownText(ben);
    await ben.keyboard.press("f");
    await ben.getByLabel("What do you want to know?").fill("Does a refund count as a complaint?");
    await ben.getByRole("button", { name: "Ask and skip…" }).click();
    await ben.getByRole("menuitem", { name: /unclear/ }).click();
    await nextText(ben, text);

    await mara.getByRole("link", { name: "Projects" }).click();
    await mara.getByRole("link", { name: /Customer messages/ }).first().click();
    await mara.getByRole("link", { name: "1 open question" }).click();
    await mara.getByText("waits for a reply").waitFor();
    await mara.keyboard.press("j");
    await mara.keyboard.press("Enter");
    const thread = mara.getByRole("article", { name: "Question of Ben" });
    await thread.getByText("Does a refund count as a complaint?").waitFor();
    // Beside it: who put the task aside, and why.
    await mara.getByRole("heading", { name: "Put aside" }).waitFor();
    await mara.getByText(/· unclear/).waitFor();
    await thread.getByPlaceholder("Write a reply").fill("Only if the writer is upset.");
    await mara.keyboard.press("Control+Enter");
    await thread.getByText("Only if the writer is upset.").waitFor();

    await ben.getByRole("link", { name: "Back to My work" }).click();
    await ben.getByText("1 reply to your questions").waitFor();
    await ben.getByRole("link", { name: "Mara: Only if the writer is upset." }).click();
    await expect.poll(() => shownText(ben)).toBe(text);
    await ben.getByText("1 new reply").waitFor();
    for (const key of ["1", "1"]) await ben.keyboard.press(key);
    await ben.keyboard.press("Enter");
    await nextText(ben, text);
    await allSent(ben);

    await mara.getByRole("button", { name: "Resolve" }).click();
    await thread.getByText("Resolved").waitFor();
    await expect.poll(async () => (await mara.getByRole("heading", { name: "Put aside" }).count()) === 0 || (await mara.reload(), false)).toBe(true);
    await ben.getByRole("link", { name: "Back to My work" }).click();
    await expect.poll(() => ben.getByText("Your questions").count()).toBe(0);
  });

  it("a session that ends elsewhere in the middle of a task loses nothing", async () => {
    await ben.getByRole("link", { name: /Customer messages/ }).first().click();
    const text = await shownText(ben);
    const { page: phone } = await person(browser, faults);
    await phone.goto(server.url);
    const signIn = async (page: Page) => {
      await page.getByLabel("Sign-in name").fill("ben");
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.keyboard.press("Enter");
    };
    await signIn(phone);
    await phone.getByRole("button", { name: /Ben.*Annotator/ }).click();
    await phone.getByRole("menuitem", { name: "Account" }).click();
    await phone.getByRole("button", { name: "End all others" }).click();

    await ben.keyboard.press("2");
    await ben.keyboard.press("2");
    const [first] = await ben.getByRole("radio", { checked: true }).allTextContents();
    await ben.getByText("You were signed out from another browser.").waitFor();
    await ben.getByText("Signed out · kept here").waitFor();
    await ben.keyboard.press("Enter");
    await ben.getByText("1 answer waits for the server").waitFor();
    await ben.getByRole("button", { name: "Sign in" }).click();
    await signIn(ben);
    await ben.getByText("You were signed out from another browser.").waitFor({ state: "detached" });
    await allSent(ben);
    await expect.poll(() => shownText(ben)).not.toBe(text);
    await ben.keyboard.press("Alt+ArrowLeft");
    await expect.poll(() => shownText(ben)).toBe(text);
    expect((await ben.getByRole("radio", { checked: true }).allTextContents())[0]).toBe(first);
    expect(faults).toEqual([]);
  });
});
