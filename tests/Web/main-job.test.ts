import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exported } from "./support/exporting";
import { allSent, nextText, shownText, start } from "./support/labelling";
import { openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";

const sample = join(import.meta.dirname, "Samples/thirty-lines.jsonl");
const lines = readFileSync(sample, "utf8").trim().split("\n").map((line) => JSON.parse(line) as { id: string; text: string });
const [everybodyDiffers, oneDiffers] = ["line-13", "line-20"];

/** What each person thinks: all lines may be published, but for two that are seen differently. */
function keysOf(who: "Mara" | "Ben" | "Chi", id: string | undefined): string[] {
  if (id === everybodyDiffers) return { Mara: ["1"], Ben: ["2", "4"], Chi: ["3", "5"] }[who];
  return id === oneDiffers && who === "Chi" ? ["2", "1"] : ["1"];
}

async function signIn(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

async function invite(page: Page, name: string): Promise<string> {
  await page.getByLabel("Name", { exact: true }).last().fill(name);
  await page.getByRole("button", { name: "Make the link" }).click();
  return page.getByLabel(`Link for ${name}`).inputValue();
}

/** Labels everything with the keyboard alone. */
async function labelAll(page: Page, who: "Mara" | "Ben" | "Chi"): Promise<number> {
  let done = 0;
  for (let text = await shownText(page); text !== null; done++) {
    for (const key of keysOf(who, lines.find((line) => line.text === text)?.id)) await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    text = await nextText(page, text);
  }
  await allSent(page);
  return done;
}

describe.each(engines)("On %s", (engine) => {
  let server: Server;
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start(engine), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("an owner imports thirty texts, three people label them, the disagreement is on top and the export is right", async () => {
    const mara = await person(browser, faults);
    await signIn(mara.page, server.ownerLink, "Mara");

    // One page: the data, the questions, the people; it ends inside the first task.
    await mara.page.getByRole("link", { name: "Projects" }).click();
    await mara.page.getByRole("link", { name: "New project" }).first().click();
    await mara.page.getByLabel("Name", { exact: true }).first().fill("Opening lines");
    const [chooser] = await Promise.all([mara.page.waitForEvent("filechooser"), mara.page.getByLabel("Choose a file, or drop it here").click()]);
    await chooser.setFiles(sample);
    await mara.page.getByText("30 items are ready").waitFor();
    await mara.page.getByText("Moderation", { exact: true }).click();
    await mara.page.getByLabel("How the truth is found").selectOption({ label: "Majority vote" });
    const links = { Ben: await invite(mara.page, "Ben"), Chi: await invite(mara.page, "Chi") };
    await mara.page.getByRole("button", { name: "Create and label the first task" }).click();
    await start(mara.page);

    // The first one with the pointer; a condition asks a second question only where it applies.
    const first = await shownText(mara.page);
    await mara.page.getByRole("radio", { name: "No", exact: true }).click();
    await mara.page.getByRole("checkbox", { name: "Insult" }).waitFor();
    await mara.page.getByRole("radio", { name: "Yes" }).click();
    expect(await mara.page.getByRole("checkbox", { name: "Insult" }).count()).toBe(0);
    await mara.page.getByRole("button", { name: /^Submit/ }).click();
    await nextText(mara.page, first);
    expect(await labelAll(mara.page, "Mara")).toBe(29);

    // The other two at the same time, each in a browser of their own.
    const others = await Promise.all(
      (["Ben", "Chi"] as const).map(async (name) => {
        const { page } = await person(browser, faults);
        await signIn(page, links[name], name);
        expect(await page.getByRole("link", { name: "Projects" }).count()).toBe(0);
        await page.getByRole("link", { name: /Opening lines|Label|Start/ }).first().click();
        await start(page);
        return labelAll(page, name);
      }),
    );
    expect(others).toEqual([30, 30]);

    // What is true, and how sure that is.
    await mara.page.getByRole("link", { name: /My work/ }).first().click();
    await mara.page.getByRole("link", { name: "Projects" }).click();
    await mara.page.getByRole("heading", { name: "Projects", exact: true }).waitFor();
    await mara.page.getByRole("link", { name: /Opening lines/ }).click();
    await mara.page.getByText("90 of 90 answers").waitFor();
    await mara.page.getByRole("link", { name: "Quality" }).click();
    const disagreements = mara.page.locator("li", { has: mara.page.getByRole("link", { name: lines[12]!.text }) });
    await disagreements.waitFor();
    const rows = mara.page.locator("ol > li");
    expect(await rows.first().textContent()).toContain(lines[12]!.text);
    expect(await rows.nth(1).textContent()).toContain(lines[19]!.text.slice(0, 40));
    await mara.page.getByText("90 answers on 30 tasks").waitFor();

    // Frozen, downloaded, right.
    await mara.page.getByRole("link", { name: "Snapshots" }).click();
    await mara.page.getByLabel("Name", { exact: true }).fill("First round");
    await mara.page.getByRole("button", { name: "Freeze" }).click();
    const download = async (what: RegExp, format: RegExp) => {
      await mara.page.getByRole("button", { name: "Export “First round”" }).click();
      const dialog = mara.page.getByRole("dialog");
      await dialog.getByLabel(what).check();
      await dialog.getByLabel(format).check();
      const [file] = await Promise.all([mara.page.waitForEvent("download"), dialog.getByRole("button", { name: "Download" }).click()]);
      await exported(mara.page);
      return readFileSync(await file.path(), "utf8");
    };
    const resolutions = (await download(/^Resolutions/, /^CSV/)).trim().split(/\r?\n/);
    expect(resolutions[0]).toBe("externalId,text,allowed,allowed.confidence,allowed.tied,problems,problems.confidence,problems.tied");
    expect(resolutions).toHaveLength(31);
    const row = (id: string) => resolutions.find((line) => line.startsWith(`${id},`)) ?? "";
    expect(row(everybodyDiffers)).toMatch(/,,0\.333333,[^,]*no[^,]*,,,$/);
    expect(row(oneDiffers)).toMatch(/,yes,0\.666667,,,,$/);
    expect(resolutions.filter((line) => /,yes,1,,,,$/.test(line))).toHaveLength(28);
    const answers = (await download(/^Every answer/, /^JSON Lines/)).trim().split("\n").map((line) => JSON.parse(line));
    const disputed = answers.find((task) => task.externalId === everybodyDiffers);
    const given = Object.fromEntries(disputed.answers.map((a: { author: { name: string }; document: { answers: unknown } }) => [a.author.name, a.document.answers]));
    expect(given).toEqual({ Mara: { allowed: "yes" }, Ben: { allowed: "no", problems: ["spam"] }, Chi: { allowed: "unsure", problems: ["other"] } });
    expect(faults).toEqual([]);
  });
});
