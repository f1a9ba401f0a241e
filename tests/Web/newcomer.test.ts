import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CountingHand } from "./support/counting";
import { allSent, nextText, shownText } from "./support/labelling";
import { openBrowser, person } from "./support/people";
import { Server } from "./support/server";

/** What somebody who has never seen it may be asked for, from the link that is printed to a file on their disk. */
const mostSteps = 25;
const mostSeconds = 300;

async function signIn(page: Page, hand: CountingHand, link: string): Promise<void> {
  await page.goto(link);
  // The field has the focus: nothing is to be found first.
  await expect.poll(() => page.getByLabel("Your name").evaluate((field) => field === document.activeElement)).toBe(true);
  await hand.type("Nia");
  await hand.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
}

/** Freezes, and downloads in the format that is offered first. */
async function freezeAndDownload(page: Page, hand: CountingHand): Promise<string> {
  await hand.click(page.getByRole("link", { name: "Snapshots", exact: true }));
  await hand.click(page.getByLabel("Name", { exact: true }));
  await hand.type("My first");
  await hand.press("Enter");
  await hand.click(page.getByRole("button", { name: "Export “My first”" }));
  const [file] = await Promise.all([page.waitForEvent("download"), hand.click(page.getByRole("dialog").getByRole("button", { name: "Download" }))]);
  return readFileSync(await file.path(), "utf8");
}

describe("Somebody who has read nothing gets to an export in few steps", () => {
  let browser: Browser;
  let server: Server | undefined;
  const folder = mkdtempSync(join(tmpdir(), "groundwork-newcomer-"));
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("with the sample: signed in, two tasks labelled, the project looked at, frozen and downloaded", async () => {
    server = await Server.start("sqlite", { sample: true });
    const { page } = await person(browser, faults);
    const hand = new CountingHand(page);
    await signIn(page, hand, server.ownerLink);

    // Where one lands there is something to do.
    await hand.click(page.getByRole("link", { name: /Customer messages/ }).first());
    await hand.click(page.getByRole("button", { name: "Start" }));
    for (let n = 0; n < 2; n++) {
      const text = await shownText(page);
      await hand.press("4");
      await hand.press("Enter");
      await nextText(page, text);
    }
    await allSent(page);

    // And what it led to is one link away.
    await hand.click(page.getByRole("link", { name: "Customer messages (sample)" }).first());
    await page.getByText("189 of 223 answers").waitFor();
    await hand.click(page.getByRole("link", { name: "Quality", exact: true }));
    await page.getByText("Krippendorff", { exact: false }).first().waitFor();
    const lines = (await freezeAndDownload(page, hand)).trim().split("\n").map((line) => JSON.parse(line));
    expect(lines).toHaveLength(48);
    expect(lines.flatMap(({ answers }) => answers).filter(({ author }: { author: { name: string } }) => author.name === "Nia")).toHaveLength(2);
    expect(hand.count, String(hand)).toBeLessThanOrEqual(mostSteps);
    expect(hand.seconds).toBeLessThan(mostSeconds);
    expect(faults).toEqual([]);
  });

  it("with texts of their own: brought in, asked about, labelled, frozen and downloaded", async () => {
    const file = join(folder, "reviews.csv");
    writeFileSync(file, "id,text\nr1,The soup was cold.\nr2,Lovely people and a lovely view.\nr3,We waited for an hour.\n");
    server = await Server.start("sqlite");
    const { page } = await person(browser, faults);
    const hand = new CountingHand(page);
    await signIn(page, hand, server.ownerLink);
    await hand.click(page.getByRole("link", { name: "Projects", exact: true }));
    await hand.click(page.getByRole("link", { name: "New project" }).first());
    await hand.click(page.getByLabel("Name", { exact: true }).first());
    await hand.type("Reviews");
    await hand.choose(page.getByLabel("Choose a file, or drop it here"), file);
    await page.getByText("3 items are ready").waitFor();
    await hand.click(page.getByText("Sentiment", { exact: true }));
    await hand.click(page.getByRole("button", { name: "Create and label the first task" }));
    await hand.click(page.getByRole("button", { name: "Start" }));
    for (let text = await shownText(page); text !== null; ) {
      await hand.press(text.includes("Lovely") ? "1" : "3");
      await hand.press("Enter");
      text = await nextText(page, text);
    }
    await allSent(page);
    await hand.click(page.getByRole("link", { name: "Reviews" }).first());
    const rows = (await freezeAndDownload(page, hand)).trim().split("\n").map((line) => JSON.parse(line));
    expect(rows.map(({ externalId, resolution }) => [externalId, resolution.questions.sentiment.value])).toEqual([["r1", "negative"], ["r2", "positive"], ["r3", "negative"]]);
    expect(hand.count, String(hand)).toBeLessThanOrEqual(mostSteps);
    expect(hand.seconds).toBeLessThan(mostSeconds);
    expect(faults).toEqual([]);
  });
});
