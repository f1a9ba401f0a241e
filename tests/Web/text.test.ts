import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, person } from "./support/people";
import { Server } from "./support/server";
import { cut, dragOver, exported, label, middleOf, projectOver, region, wordsAt, type Marked } from "./support/texts";

const ada = "Ada Lovelace worked with Charles Babbage in London.\nIn 1843 she wrote for Taylor and Francis, and Ada signed it A.A.L.";
const next = "Grace Hopper served the Navy.";
const mixed = [
  "Zoe\u0308 \u{1F469}\u200D\u{1F469}\u200D\u{1F467} met Jose\u0301 \u{1F3F3}\uFE0F\u200D\u{1F308} at Caf\u00E9\u00AD\u00ADhaus \u{1D4B3}, Ko\u0308ln.",
  "\u05D3\u05D5\u05D3 \u05D1\u05DF \u05D2\u05D5\u05E8\u05D9\u05D5\u05DF \u05E0\u05D5\u05DC\u05D3 \u05D1\u05E4\u05DC\u05D5\u05E0\u05E1\u05E7 \u05D1\u05E9\u05E0\u05EA 1886 (Poland).",
  "\u0639\u0645\u0644\u062A \u0632\u0647\u0627 \u062D\u062F\u064A\u062F \u0641\u064A \u0644\u0646\u062F\u0646\t\u0645\u0639 Zaha Hadid Architects.",
  "",
  "Back \u{1F44D}\u{1F3FD} in \u6771\u4EAC\u90FD \u2014 end.",
].join("\r\n");

describe("A text with entities and relations", () => {
  let server: Server;
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start("sqlite"), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  let signedIn: Page | null = null;
  async function labelling(project: string): Promise<Page> {
    if (!signedIn) {
      signedIn = (await person(browser, faults)).page;
      await signedIn.goto(server.ownerLink);
      await signedIn.getByLabel("Your name").fill("Mara");
      await signedIn.getByRole("button", { name: "Continue" }).click();
      await signedIn.waitForURL((url) => url.pathname === "/");
    }
    await signedIn.goto(`${server.url}/label/${project}`);
    await region(signedIn).locator("[data-words]").first().waitFor();
    return signedIn;
  }
  const press = async (page: Page, ...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Sends the answer by key or button and waits until the server has it and the next text is there. */
  const submit = async (page: Page, act: () => Promise<void>) => {
    await Promise.all([page.waitForResponse((response) => response.url().endsWith("/submit") && response.status() === 201), act()]);
    await region(page).getByText(next).waitFor();
  };
  const said = (page: Page) => page.getByRole("status");
  const answerTo = async (project: string, id: string): Promise<{ text: string; document: Marked }> => {
    const line = (await exported(server, project)).get(id);
    expect(line?.answers.length).toBe(1);
    return { text: line!.item.text, document: line!.answers[0]!.document };
  };

  it("is labelled with the keyboard alone: words, more words, same words, a relation, an attribute, undone and done again", async () => {
    const project = await projectOver(server, "By keyboard", [ada, next]);
    const page = await labelling(project);

    // Word by word from the beginning; a digit marks what is taken.
    await press(page, "ArrowRight", "Shift+ArrowRight", "1");
    await said(page).filter({ hasText: "Person: Ada Lovelace" }).waitFor();
    // What she is asked about has keys, too, and Escape leads back into the text.
    await press(page, "a", "1");
    await expect.poll(() => page.getByRole("radio", { name: "Author" }).getAttribute("aria-checked")).toBe("true");
    await press(page, "Escape");
    await press(page, "ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Space");
    await said(page).filter({ hasText: "Person: Charles Babbage" }).waitFor();
    await press(page, "ArrowRight", "ArrowRight", "3");
    await said(page).filter({ hasText: "Place: London" }).waitFor();

    // The next paragraph: the year, and a company whose span is first too short and then too long.
    await press(page, "Control+ArrowDown", "ArrowRight", "4");
    await said(page).filter({ hasText: "Date: 1843" }).waitFor();
    await press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "2", "]", "]", "]", "[");
    await said(page).filter({ hasText: "Organisation: Taylor and Francis" }).waitFor();

    // The same words everywhere are one step, and one step back.
    await press(page, "Control+ArrowUp", "1");
    await said(page).filter({ hasText: "Person: Ada" }).waitFor();
    await press(page, "m");
    await said(page).filter({ hasText: "2 places" }).waitFor();
    expect(await page.getByRole("heading", { name: "7 objects" }).count()).toBe(1);
    await press(page, "Control+z");
    await page.getByRole("heading", { name: "6 objects" }).waitFor();
    await press(page, "Control+y");
    await page.getByRole("heading", { name: "7 objects" }).waitFor();

    // From Ada Lovelace, the first span, to the company; two relations fit, so the key is asked for.
    await press(page, "Escape", "Escape", "Control+Home", "Tab");
    await page.keyboard.press("r");
    await page.getByRole("group", { name: "Choose the relation" }).waitFor();
    await page.keyboard.press("1");
    await page.locator("[data-arc] text").filter({ hasText: "works for" }).waitFor();

    // The panel is a key away, what is written there is undone there, and the list keeps Tab.
    await press(page, "F6");
    for (let n = 0; n < 8 && (await page.locator("input:focus").count()) === 0; n += 1) await press(page, "Tab");
    await page.keyboard.type("ada");
    await press(page, "Control+z", "Control+a", "Delete", "F6", "F6");
    await page.getByRole("heading", { name: "7 objects" }).waitFor();
    await submit(page, () => page.keyboard.press("Control+Enter"));

    const { text, document } = await answerTo(project, "text-1");
    expect(text).toBe(ada);
    expect(cut(text, document).sort()).toEqual([
      "date: 1843",
      "organisation".slice(0, 3) + ": Taylor and Francis",
      "person: Ada",
      "person: Ada",
      "person: Ada Lovelace",
      "person: Charles Babbage",
      "place: London",
    ]);
    expect(document.relations.length).toBe(1);
    expect(document.objects.flatMap(({ attributes }) => Object.values(attributes ?? {}))).toEqual(["author"]);
    const [relation] = document.relations;
    const named = (id: string | undefined) => cut(text, { objects: document.objects.filter((each) => each.id === id), relations: [] })[0];
    expect([relation?.type, named(relation?.to)]).toEqual(["works_for", "org: Taylor and Francis"]);
    expect(["person: Ada", "person: Ada Lovelace"]).toContain(named(relation?.from));
  });

  it("is labelled with the mouse: overlapping spans, ends that are moved, a relation from label to label", async () => {
    const project = await projectOver(server, "By mouse", [ada, next]);
    const page = await labelling(project);

    await dragOver(page, "Charles Babbage in London");
    await said(page).filter({ hasText: "Person: Charles Babbage in London" }).waitFor();
    // Its end is pulled back over two words.
    const handle = await middleOf(page.locator('[data-end="end"]'));
    const babbage = await wordsAt(page, "Babbage");
    await page.mouse.move(handle.x, handle.y);
    await page.mouse.down();
    await page.mouse.move(babbage.right - 4, babbage.y, { steps: 6 });
    await page.mouse.up();
    await said(page).filter({ hasText: /^Person: Charles Babbage$/ }).waitFor();

    // Inside it, and across it.
    const charles = await wordsAt(page, "Charles");
    await page.mouse.dblclick((charles.left + charles.right) / 2, charles.y);
    await said(page).filter({ hasText: /^Person: Charles$/ }).waitFor();
    await page.getByRole("button", { name: /^Place/ }).click();
    await said(page).filter({ hasText: /^Place: Charles$/ }).waitFor();
    await dragOver(page, "with Charles");
    await said(page).filter({ hasText: "Place: with Charles" }).waitFor();
    await page.keyboard.press("2");
    await said(page).filter({ hasText: "Organisation: with Charles" }).waitFor();
    expect(await page.locator("[data-title]").count()).toBe(3);

    // A drag that is taken back in the middle leaves nothing.
    const london = await wordsAt(page, "London");
    await page.mouse.move(london.left + 2, london.y);
    await page.mouse.down();
    await page.mouse.move(london.right - 2, london.y, { steps: 4 });
    await page.keyboard.press("Control+z");
    await page.mouse.up();
    expect(await page.locator("[data-title]").count()).toBe(3);

    // From label to label; of two relations that fit, the second one is clicked.
    const [from, to] = [await middleOf(label(page, "Person")), await middleOf(label(page, "Organisation"))];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, from.y + 30, { steps: 4 });
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
    await page.getByRole("button", { name: /^leads/ }).click();
    const arc = page.locator("[data-arc] text").filter({ hasText: "leads" });
    await arc.waitFor();

    // A relation that is clicked is meant, and can be deleted and brought back.
    await arc.click();
    await page.keyboard.press("Delete");
    await arc.waitFor({ state: "detached" });
    await page.keyboard.press("Control+z");
    await arc.waitFor();

    await submit(page, () => page.getByRole("button", { name: /^Submit/ }).click());
    const { text, document } = await answerTo(project, "text-1");
    expect(cut(text, document).sort()).toEqual(["org: with Charles", "person: Charles Babbage", "place: Charles"]);
    expect(document.relations.map(({ type }) => type)).toEqual(["leads"]);
  });

  it("comes back exact where it has emoji, combining marks, CRLF and script from right to left", async () => {
    const project = await projectOver(server, "Exact", [mixed, next]);
    const page = await labelling(project);
    const family = "\u{1F469}\u200D\u{1F469}\u200D\u{1F467}";
    const wanted: [string, string, string][] = [
      ["1", "person", `Zoe\u0308 ${family}`],
      ["1", "person", "Jose\u0301"],
      ["3", "place", "Caf\u00E9\u00AD\u00ADhaus \u{1D4B3}"],
      ["1", "person", "\u05D3\u05D5\u05D3 \u05D1\u05DF \u05D2\u05D5\u05E8\u05D9\u05D5\u05DF"],
      ["4", "date", "1886"],
      ["1", "person", "\u0632\u0647\u0627 \u062D\u062F\u064A\u062F"],
      ["2", "org", "Zaha Hadid Architects"],
      ["3", "place", "\u6771\u4EAC\u90FD"],
    ];
    for (const [key, , words] of wanted) {
      await page.keyboard.press("Escape");
      await dragOver(page, words);
      await page.keyboard.press(key);
    }
    // One emoji of several code points, by single characters.
    await page.keyboard.press("Escape");
    await page.keyboard.press("c");
    await dragOver(page, "\u{1F44D}\u{1F3FD}");
    await page.keyboard.press("2");
    await page.keyboard.press("c");
    await page.getByRole("heading", { name: "9 objects" }).waitFor();

    await submit(page, () => page.keyboard.press("Enter"));
    const { text, document } = await answerTo(project, "text-1");
    expect(text).toBe(mixed);
    expect(cut(text, document)).toEqual([...wanted.map(([, name, words]) => `${name}: ${words}`), "org: \u{1F44D}\u{1F3FD}"]);
  });

  it("says and asks per span, and a reload finds everything again", async () => {
    const project = await projectOver(server, "Attributes", [ada, next]);
    const page = await labelling(project);
    await press(page, "ArrowRight", "Shift+ArrowRight", "1");
    await page.getByRole("radio", { name: "Author" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.reload();
    await label(page, "Person").waitFor();
    await press(page, "Tab");
    expect(await page.getByRole("radio", { name: "Author" }).getAttribute("aria-checked")).toBe("true");
    await region(page).click({ position: { x: 4, y: 300 } });
    await submit(page, () => page.keyboard.press("Enter"));
    const { document } = await answerTo(project, "text-1");
    expect(document.objects.map(({ attributes }) => attributes)).toEqual([{ role: "author" }]);
    expect(faults).toEqual([]);
  });
});
