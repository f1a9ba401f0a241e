import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { Server } from "./support/server";
import { dragOver, label, middleOf, projectOver, region, wordsAt } from "./support/texts";

const press = [
  "Zurich, 14 March. \u2014 Dr. Maria Keller, who leads the Institute for Alpine Research in Davos, said on Tuesday that the glacier had lost four metres since 2019. Keller works with Hans Brunner of Meteo Graub\u00FCnden and the University of Innsbruck.",
  "",
  "The report, written for the Federal Office for the Environment in Bern, was presented by Anna Rossi. \u201CWe measured every week,\u201D said Brunner, \u201Cand the numbers speak for themselves.\u201D Rossi\u2019s team at ETH Z\u00FCrich checked them in January 2024.",
  "",
  "In Innsbruck, Keller and Rossi will show the data to the public on 2 May.",
].join("\n");
const scripts = [
  "\u05D3\u05D5\u05D3 \u05D1\u05DF \u05D2\u05D5\u05E8\u05D9\u05D5\u05DF \u05E0\u05D5\u05DC\u05D3 \u05D1\u05E4\u05DC\u05D5\u05E0\u05E1\u05E7 \u05D1\u05E9\u05E0\u05EA 1886 (Poland).",
  "\u0639\u0645\u0644\u062A \u0632\u0647\u0627 \u062D\u062F\u064A\u062F \u0641\u064A \u0644\u0646\u062F\u0646 \u0645\u0639 Zaha Hadid Architects.",
  "",
  "Zoe\u0308 met Jose\u0301 \u{1F469}\u200D\u{1F469}\u200D\u{1F467} at Caf\u00E9 K\u00F6ln.",
  "\u6771\u4EAC\u90FD\u306F\u65E5\u672C\u306E\u9996\u90FD\u3067\u3059\u3002",
].join("\r\n");

describe("The text editor in every state, light and dark, at 1280 and 2560", () => {
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
    const { page } = await person(browser, faults);
    const project = await projectOver(server, "News", [press, scripts]);
    const { look: lookAt, problems } = watching(page, [["light", 1280], ["dark", 2560], ["light", 2560], ["dark", 1280]]);
    const look = async (name: string) => {
      await lookAt(`text-${name}`);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.waitForTimeout(100);
    };
    const mark = async (words: string, key: string, nth = 0) => {
      await page.keyboard.press("Escape");
      await dragOver(page, words, nth);
      await page.keyboard.press(key);
    };
    const pull = async (from: readonly [string, number], to: readonly [string, number]) => {
      const [a, b] = [await middleOf(label(page, ...from)), await middleOf(label(page, ...to))];
      await page.mouse.move(a.x, a.y);
      await page.mouse.down();
      await page.mouse.move(b.x, b.y, { steps: 6 });
      return () => page.mouse.up();
    };

    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara Lindqvist");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    await page.goto(`${server.url}/label/${project}`);
    await region(page).locator("[data-words]").first().waitFor();
    await look("empty");

    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await look("cursor");

    await mark("Zurich", "3");
    await mark("Maria Keller", "1");
    await mark("the Institute for Alpine Research in Davos", "2");
    await mark("Alpine Research", "2");
    await mark("Davos", "3");
    await mark("2019", "4");
    await mark("Hans Brunner", "1");
    await mark("Meteo Graub\u00FCnden", "2");
    await mark("University of Innsbruck", "2");
    await mark("Federal Office for the Environment in Bern", "2");
    await mark("Environment in Bern, was presented", "4");
    await mark("Bern", "3");
    await mark("Anna Rossi", "1");
    await mark("ETH Z\u00FCrich", "2");
    await mark("14 March", "4");
    await look("selected");
    await page.keyboard.press("Escape");
    await look("spans");

    await (await pull(["Person", 0], ["Organisation", 0]))();
    await page.keyboard.press("2");
    const drop = await pull(["Person", 1], ["Organisation", 2]);
    await look("pulling");
    await drop();
    await page.getByRole("group", { name: "Choose the relation" }).waitFor();
    await look("asked");
    await page.keyboard.press("1");
    await (await pull(["Organisation", 0], ["Place", 1]))();
    await (await pull(["Person", 1], ["Organisation", 3]))();
    await page.keyboard.press("1");
    await (await pull(["Person", 2], ["Organisation", 4]))();
    await page.keyboard.press("1");
    await page.keyboard.press("Escape");
    await look("arcs");
    await page.locator("[data-arc] text").filter({ hasText: "leads" }).click();
    await look("arc-meant");
    await page.keyboard.press("Escape");

    const { left, y } = await wordsAt(page, "Innsbruck, Keller");
    await page.mouse.move(left + 2, y);
    await page.mouse.down();
    await page.mouse.move(left + 190, y, { steps: 5 });
    await look("drag");
    await page.keyboard.press("Escape");
    await page.mouse.up();

    await page.keyboard.press("Enter");
    await region(page).getByText("Zaha Hadid Architects").waitFor();
    await mark("\u05D3\u05D5\u05D3 \u05D1\u05DF \u05D2\u05D5\u05E8\u05D9\u05D5\u05DF", "1");
    await mark("\u05D1\u05DF", "3");
    await mark("1886", "4");
    await mark("Poland", "3");
    await mark("\u0632\u0647\u0627 \u062D\u062F\u064A\u062F", "1");
    await mark("\u0644\u0646\u062F\u0646 \u0645\u0639 Zaha Hadid", "2");
    await mark("\u{1F469}\u200D\u{1F469}\u200D\u{1F467}", "1");
    await mark("Cafe\u0301 K\u00F6ln".normalize("NFC"), "3");
    await mark("\u6771\u4EAC\u90FD", "3");
    await look("scripts");
    await page.keyboard.press("?");
    await look("keys");
    await page.keyboard.press("Escape");

    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
  });
});
