import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shownText } from "./support/labelling";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { enter, join } from "./support/reviewing";
import { engines, Server } from "./support/server";
import { projectOver } from "./support/texts";

const topic = {
  version: 1,
  classes: [],
  questions: [
    {
      name: "topic",
      title: "Topic",
      kind: "choice",
      required: true,
      options: [
        { name: "letter", title: "Letter" },
        { name: "other", title: "Other" },
      ],
    },
  ],
};
const texts = ["Ada wrote to Babbage.", "Amélie wrote to Łukasz.", "Nobody wrote at all."];
/** From what somebody does to what somebody else sees: a second or two, or more where the machine is busy; without the stream it would be twenty. */
const soonMs = 5_000;

describe.each(engines)("What others do is seen as it happens, on %s", (engine) => {
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

  const streams = async () => {
    const figures = await fetch(`${server.url}/metrics`, { headers: { Authorization: `Bearer ${Server.ownerKey}` } });
    return Number(/^groundwork_live_streams (\d+)$/m.exec(await figures.text())?.[1]);
  };
  const answer = async (page: Page) => {
    const text = await shownText(page);
    await page.keyboard.press("1");
    await page.keyboard.press("Enter");
    return text ?? "";
  };
  const completed = (page: Page, text: string) =>
    page.getByRole("row").filter({ hasText: text }).getByText("Completed").waitFor({ timeout: soonMs });

  it("in all tabs of a browser by one stream, also after the server was killed", async () => {
    const project = await projectOver(server, "Letters", texts, topic, 1);
    const [mara, ann] = [await person(browser, faults), await person(browser, faults)];
    await enter(mara.page, server.ownerLink, "Mara");
    await join(server, ann.page, "Ann");
    const [tasks, members] = [await mara.context.newPage(), await mara.context.newPage()];
    await tasks.goto(`${server.url}/projects/${project}/tasks`);
    await members.goto(`${server.url}/members`);
    await tasks.getByText(texts[0] as string).waitFor();
    await members.getByText("Ann", { exact: true }).first().waitFor();
    await expect.poll(streams).toBe(2);
    let loads = 0;
    for (const page of [tasks, members]) page.on("framenavigated", () => (loads += 1));

    // One answers; the other, who does nothing, sees it.
    await ann.page.getByRole("link", { name: /Letters/ }).first().click();
    await shownText(ann.page);
    let began = Date.now();
    await completed(tasks, await answer(ann.page));
    expect(Date.now() - began).toBeLessThan(soonMs);
    const { look, problems } = watching(tasks, [["light", 1280], ["dark", 1280]]);
    if (engine === "sqlite") await look("live");

    // The other way round: who is invited in one tab is seen in the next.
    await mara.page.getByRole("link", { name: "Members" }).click();
    await mara.page.getByRole("button", { name: "Invite" }).click();
    await mara.page.getByLabel("Name", { exact: true }).last().fill("Ben");
    await mara.page.getByRole("button", { name: "Make the link" }).click();
    await mara.page.getByLabel("Link for Ben").waitFor();
    began = Date.now();
    await members.getByText("Ben", { exact: true }).first().waitFor({ timeout: soonMs });
    expect(Date.now() - began).toBeLessThan(soonMs);
    expect(await streams()).toBe(2);

    await server.crashAndRestart();
    await expect.poll(streams, { timeout: 20_000 }).toBe(2);
    began = Date.now();
    await completed(tasks, await answer(ann.page));
    expect(Date.now() - began).toBeLessThan(soonMs);
    expect(loads).toBe(0);

    // Who signs out hears nothing more, in no tab.
    await mara.page.keyboard.press("Escape");
    await mara.page.getByRole("button", { name: /Mara.*Owner/ }).click();
    await mara.page.getByRole("menuitem", { name: "Sign out" }).click();
    await tasks.getByText("Sign in", { exact: false }).first().waitFor({ timeout: soonMs });
    await expect.poll(streams).toBe(1);
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
  });
});
