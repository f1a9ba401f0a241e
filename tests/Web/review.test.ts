import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handOn, pictureProject } from "./support/drawing";
import { allSent } from "./support/labelling";
import { openBrowser, person } from "./support/people";
import { enter, join, reviewAll, waiting } from "./support/reviewing";
import { engines, Server } from "./support/server";
import { dragOver, projectOver } from "./support/texts";

interface Standing {
  state: string;
  answers: { author: { name: string }; counted: boolean; document: { objects: { id: string; class: string }[] } }[];
}
interface Event {
  kind: string;
  what: string;
  annotationId: string | null;
  objects: { outcome: string; reason: string | null }[];
}

const letter = "Ada Lovelace wrote to Charles Babbage at Cambridge.";

describe.each(engines)("Reviewing on %s", (engine) => {
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

  const taskOf = async (project: string) => (await server.api<{ items: { id: string }[] }>(`projects/${project}/tasks`)).items[0]?.id ?? "";
  const standing = (id: string) => server.api<Standing>(`tasks/${id}`);
  const history = async (id: string) => (await server.api<{ items: Event[] }>(`tasks/${id}/history`)).items;
  const openReview = async (page: Page, project: string) => {
    await page.goto(`${server.url}/projects/${project}`);
    await page.getByRole("link", { name: "Review", exact: true }).click();
  };
  const things = (page: Page) => page.getByRole("grid", { name: "Objects of the proposal" }).getByRole("row");

  it("two people see a picture differently; who reviews it corrects one object, rejects another, accepts, takes it back and accepts again", async () => {
    const project = await pictureProject(server, "Streets", [[600, 400]], 2);
    await reviewAll(server, project);
    const task = await taskOf(project);
    const [mara, ann, ben] = [await person(browser, faults), await person(browser, faults), await person(browser, faults)].map(({ page }) => page) as [Page, Page, Page];
    await enter(mara, server.ownerLink, "Mara");
    await join(server, ann, "Ann");
    await join(server, ben, "Ben");
    for (const [page, mine] of [[ann, [300, 60, 400, 150]], [ben, [440, 240, 540, 330]]] as const) {
      await page.goto(`${server.url}/label/${project}`);
      const { drag } = await handOn(page);
      await page.keyboard.press("b");
      await drag([mine[0], mine[1]], [mine[2], mine[3]]);
      await drag([40, 50], [160, 140]);
      // What both see is a traffic sign to one of them.
      if (page === ben) await page.keyboard.press("2");
      await page.keyboard.press("Enter");
      await allSent(page);
    }
    await waiting(server, project, 1);

    await openReview(mara, project);
    await expect.poll(() => things(mara).count()).toBe(3);
    const listed = async () => (await things(mara).allTextContents()).join(" | ");
    expect(await listed()).toMatch(/seen differently/);
    expect(await listed()).toMatch(/only Ann/);
    expect(await listed()).toMatch(/only Ben/);
    // Side by side each stands in a pane of their own.
    await mara.keyboard.press("v");
    for (const name of ["Ann", "Ben"]) await mara.getByRole("region", { name, exact: true }).waitFor();
    await mara.keyboard.press("v");

    // Ann's lone car is wrong, whatever the proposal did with it; the disputed one is made a sign by hand.
    const lone = things(mara).filter({ hasText: "only Ann" });
    await lone.click();
    if ((await lone.textContent())?.includes("left out")) {
      await mara.keyboard.press("a");
      await lone.click();
    }
    await mara.keyboard.press("x");
    await mara.getByRole("dialog", { name: /^Reject Car/ }).waitFor();
    await mara.keyboard.press("1");
    await expect.poll(listed).toMatch(/Rejected: Not there|left out · 1 of 2 · only Ann/);
    await things(mara).filter({ hasText: "seen differently" }).click();
    await mara.keyboard.press("e");
    await mara.getByText("You are correcting the proposal.", { exact: false }).waitFor();
    const before = await things(mara).count();
    expect(before).toBe(0);
    await mara.keyboard.press("Shift+ArrowRight");
    await mara.keyboard.press("Enter");
    await mara.getByText(/1 corrected/).waitFor();
    // What was done so far is there after a reload.
    await mara.getByText("Saved", { exact: true }).waitFor();
    await mara.reload();
    await mara.getByText(/1 corrected/).waitFor();
    await mara.keyboard.press("Enter");
    await mara.getByText("Task 1 accepted as corrected").waitFor();
    await expect.poll(async () => (await standing(task)).state).toBe("completed");

    await mara.keyboard.press("Control+z");
    await mara.getByText(/1 corrected/).waitFor();
    await expect.poll(async () => (await standing(task)).state).not.toBe("completed");
    await mara.getByRole("navigation", { name: "Waiting for you" }).getByRole("row", { selected: true }).waitFor();
    await mara.keyboard.press("Enter");
    await expect.poll(async () => (await standing(task)).state).toBe("completed");
    const events = (await history(task)).filter(({ kind }) => kind === "review");
    expect(events.map(({ what }) => what)).toEqual(["corrected", "undone", "corrected"]);
    expect(events.at(-1)?.objects.some(({ outcome }) => outcome === "corrected")).toBe(true);
    await mara.getByText("Nothing waits for a review").first().waitFor();

    // The task's page tells what happened, and what the reviewer changed.
    await mara.goto(`${server.url}/projects/${project}/tasks/${task}`);
    await mara.getByRole("button", { name: "See what changed" }).first().click();
    await mara.getByRole("dialog").getByRole("heading", { name: /Changed|Added|Removed/ }).first().waitFor();
    await mara.keyboard.press("Escape");
    for (const page of [mara, ann, ben]) await page.context().close();
  });

  it("an answer to a text goes back to its author with a reason and a comment, and comes again corrected", async () => {
    const project = await projectOver(server, "Letters", [letter], undefined, 1);
    await reviewAll(server, project);
    const task = await taskOf(project);
    const [rea, dan] = [await person(browser, faults), await person(browser, faults)].map(({ page }) => page) as [Page, Page];
    await join(server, rea, "Rea", "reviewer");
    await join(server, dan, "Dan");
    await dan.goto(`${server.url}/label/${project}`);
    await dragOver(dan, "Ada Lovelace");
    await dan.keyboard.press("2");
    await dan.keyboard.press("Enter");
    await allSent(dan);
    await waiting(server, project, 1);

    await openReview(rea, project);
    await things(rea).filter({ hasText: "Ada Lovelace" }).waitFor();
    await rea.keyboard.press("f");
    await rea.getByLabel("What should be said?").fill("She is no organisation.");
    await rea.getByLabel("Who sees it?").selectOption({ label: "Dan and reviewers" });
    await rea.keyboard.press("Tab");
    await rea.getByRole("button", { name: "Send" }).click();
    await rea.getByText("She is no organisation.").waitFor();
    await rea.keyboard.press("Escape");
    await rea.getByRole("button", { name: /Reject task/ }).click();
    await rea.getByRole("dialog").getByRole("textbox", { name: "Comment" }).fill("Two people are named.");
    await rea.getByRole("radio", { name: "Wrong class" }).check();
    await rea.keyboard.press("Control+Enter");
    await rea.getByText("Task 1 rejected").waitFor();
    await expect.poll(async () => (await standing(task)).answers.every(({ counted }) => !counted)).toBe(true);

    // Dan is told, corrects it, and it waits for a reviewer again.
    await dan.goto(server.url);
    await dan.getByText("Came back to you").waitFor();
    await dan.getByRole("link", { name: /Ada Lovelace wrote/ }).first().click();
    await dan.getByText("A reviewer sent this answer back: Wrong class").waitFor();
    await dan.getByText("Two people are named.").waitFor();
    await dan.getByText("She is no organisation.").waitFor();
    await dan.getByRole("button", { name: "Organisation 1", exact: true }).click();
    await dan.keyboard.press("1");
    await dragOver(dan, "Charles Babbage");
    await dan.keyboard.press("Enter");
    await allSent(dan);
    await waiting(server, project, 1);
    expect((await standing(task)).answers.find(({ counted }) => counted)?.document.objects.map((object) => object.class)).toEqual(["person", "person"]);

    await openReview(rea, project);
    await expect.poll(() => things(rea).count()).toBe(2);
    await rea.keyboard.press("a");
    await rea.getByText("1 accepted").waitFor();
    await rea.keyboard.press("Enter");
    await rea.getByText("Task 1 accepted", { exact: true }).waitFor();
    await expect.poll(async () => (await standing(task)).state).toBe("completed");
    expect(faults).toEqual([]);
    for (const page of [rea, dan]) await page.context().close();
  });
});
