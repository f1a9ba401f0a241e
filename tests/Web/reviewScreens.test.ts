import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pictureProject } from "./support/drawing";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { bringAnswers, box, enter, reviewAll, span, waiting, type Said } from "./support/reviewing";
import { Server } from "./support/server";
import { projectOver } from "./support/texts";

const people = ["Ann-Kristin Oyelaran-Vandenberghe", "Ben", "Cyd (evening shift)", "Dora"] as const;

/** What each of them sees on a street: cars that all see, a sign that is a car to one, things that only one sees. */
function street(who: number): Said {
  const off = who * 3 - 4;
  const cars = Array.from({ length: 14 }, (_, n) =>
    box(`c${n}`, "car", 20 + (n % 7) * 104 + off, 150 + Math.floor(n / 7) * 110 - off, 84, 62 + off, { occluded: n === 3 && who === 1 }),
  );
  const sign = box("s1", who === 2 ? "car" : "sign", 330 + off, 40, 52, 70);
  const lone = who === 1 ? [box("x1", "sign", 610, 30, 44, 60)] : [];
  const some = who < 2 ? [box("y1", "car", 480, 420 + off, 120, 80)] : [];
  return { id: "picture-0.png", objects: [...cars.slice(who === 3 ? 1 : 0), sign, ...lone, ...some], answers: { weather: who === 2 ? "wet" : "dry" } };
}

const text = `Grace Hopper led the group at Remington Rand that wrote one of the first compilers in 1952.

She had worked with Howard Aiken at Harvard before, and retired from the Navy in Washington as a rear admiral.`;

function read(who: number): Said {
  return {
    id: "text-1",
    objects: [
      span("p1", "person", text, "Grace Hopper"),
      span("o1", "org", text, who === 1 ? "the group at Remington Rand" : "Remington Rand"),
      span("d1", "date", text, "1952"),
      span("p2", who === 2 ? "org" : "person", text, "Howard Aiken"),
      ...(who === 0 ? [] : [span("o2", who === 1 ? "place" : "org", text, "Harvard")]),
      ...(who === 2 ? [span("x1", "person", text, "rear admiral")] : []),
      span("l1", "place", text, "Washington"),
    ],
    relations: who < 2 ? [{ from: "p1", to: "o1", type: "leads" }] : [],
  };
}

const choice = (name: string, title: string, options: string[]) => ({
  name,
  title,
  kind: "choice",
  required: true,
  options: options.map((each) => ({ name: each.toLowerCase(), title: each })),
});
const mail = {
  version: 1,
  classes: [],
  relations: [],
  questions: [
    choice("tone", "Tone", ["Friendly", "Neutral", "Angry"]),
    choice("topic", "What is it about, first of all?", ["Delivery", "Invoice", "Product"]),
    { name: "stars", title: "How urgent?", kind: "rating", required: false, min: 1, max: 5 },
  ],
};

describe("Review, light and dark, from 1280 to 2560", () => {
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start("sqlite"), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("passes axe, fits its width and logs no fault", async () => {
    const faults: string[] = [];
    const streets = await pictureProject(server, "Streets of the old town, second round, with signs", [[760, 560], [640, 400]], 4);
    const letters = await projectOver(server, "Letters", [text, "Ada Lovelace wrote to Charles Babbage."]);
    const mails = await projectOver(server, "Mails", ["Where is my parcel? It was due on Monday.", "Thank you, all fine now!"], mail);
    const empty = await projectOver(server, "Empty", ["Nothing here yet."], mail);
    const { items } = await server.api<{ items: { id: string; externalId: string }[] }>(`projects/${streets}/tasks`);
    const idOf = (name: string) => items.find(({ externalId }) => externalId.endsWith(name))?.externalId ?? "";
    for (const [who, name] of people.entries()) {
      const seen = street(who);
      await bringAnswers(server, streets, name, [
        { ...seen, id: idOf("picture-0.png") },
        { ...seen, id: idOf("picture-1.png"), objects: [box("a", "car", 40, 40, 100, 90)], answers: { weather: who % 2 ? "wet" : "dry" } },
      ]);
      if (who < 3) await bringAnswers(server, letters, name, [read(who)]);
      const tones = ["friendly", "neutral", "angry"];
      if (who < 3) await bringAnswers(server, mails, name, [{ id: "text-1", answers: { tone: tones[who], topic: "delivery", stars: 3 + who - 1 } }]);
    }
    for (const project of [streets, letters, mails]) await reviewAll(server, project);
    const { page } = await person(browser, faults);
    const { look, problems } = watching(page, [["light", 1280], ["dark", 1920], ["light", 2560], ["dark", 1280]]);
    await enter(page, server.ownerLink, "Mara");
    const settled = () => page.waitForTimeout(400);
    const open = async (project: string) => {
      await page.goto(`${server.url}/projects/${project}`);
      await page.getByRole("link", { name: "Review", exact: true }).click();
    };

    await waiting(server, streets, 2);
    await open(streets);
    await page.getByRole("button", { name: "Overlay" }).waitFor();
    await page.getByRole("grid", { name: "Objects of the proposal" }).getByRole("row").first().waitFor();
    await settled();
    await look("review-image-overlay");
    await page.keyboard.press("d");
    await settled();
    await look("review-image-differences");
    await page.keyboard.press("d");
    await page.keyboard.press("v");
    await settled();
    await look("review-image-side");
    await page.keyboard.press("v");
    await page.keyboard.press("a");
    await page.keyboard.press("x");
    await page.getByRole("dialog").waitFor();
    await look("review-reject-object");
    await page.keyboard.press("2");
    await page.keyboard.press("Shift+X");
    await page.getByRole("dialog").waitFor();
    await look("review-reject-task");
    await page.keyboard.press("Escape");
    await page.keyboard.press("e");
    await page.getByText("You are correcting the proposal.", { exact: false }).waitFor();
    await settled();
    await look("review-correct");
    await page.keyboard.press("Delete");
    await page.keyboard.press("Enter");
    await page.keyboard.press("f");
    await page.getByLabel("What should be said?").waitFor();
    await look("review-comment");
    await page.getByLabel("What should be said?").fill("Is this one still parked where the sign stands?");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Is this one still parked").waitFor();
    await look("review-commented");
    await page.keyboard.press("Enter");
    await page.getByText(/accepted as corrected/).waitFor();
    await settled();
    await look("review-next");
    await page.keyboard.press("Control+z");
    await page.getByText("1 corrected", { exact: false }).or(page.getByText("rejected", { exact: false })).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByText(/accepted as corrected/).waitFor();
    const first = items.find(({ externalId }) => externalId.endsWith("picture-0.png"));
    await page.goto(`${server.url}/projects/${streets}/tasks/${first?.id ?? ""}`);
    await page.getByRole("button", { name: "See what changed" }).first().waitFor();
    await look("review-task");
    await page.getByRole("button", { name: "See what changed" }).first().click();
    await page.getByRole("dialog").getByLabel("Before").waitFor();
    await settled();
    await look("review-history");
    await page.keyboard.press("Escape");

    await waiting(server, letters, 1);
    await open(letters);
    await page.getByRole("grid", { name: "Objects of the proposal" }).getByRole("row").first().waitFor();
    await settled();
    await look("review-text-overlay");
    await page.keyboard.press("v");
    await settled();
    await look("review-text-side");
    await page.keyboard.press("v");

    await open(mails);
    await page.getByRole("region", { name: "Answers" }).waitFor();
    await settled();
    await look("review-questions");
    await page.keyboard.press("Enter");
    await settled();
    await look("review-questions-faults");

    await open(empty);
    await page.getByText("Nothing waits for a review").first().waitFor();
    await look("review-empty");
    await page.goto(`${server.url}/projects/${empty}/settings`);
    await page.getByRole("button", { name: "Add a stage" }).click();
    await page.getByRole("button", { name: "Add a stage" }).click();
    await page.getByLabel("Reasons to reject").scrollIntoViewIfNeeded();
    await look("review-settings");
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
  });
});
