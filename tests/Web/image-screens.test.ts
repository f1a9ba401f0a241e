import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handOn, pictureProject } from "./support/drawing";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { Server } from "./support/server";

describe("Every tool and state of the canvas, light and dark, at 1280 and 2560", () => {
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start("sqlite"), openBrowser()]);
    await pictureProject(server, "Streets", [[760, 560]]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("passes axe, fits its width and logs no fault", async () => {
    const faults: string[] = [];
    const { page } = await person(browser, faults);
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("link", { name: /Streets/ }).first().click();
    await page.getByRole("application", { name: "Image to label" }).waitFor();
    const start = page.getByRole("button", { name: "Start" });
    if (await start.isVisible()) await start.click();
    const { look: at, problems } = watching(page, [["dark", 2560], ["light", 2560], ["dark", 1280], ["light", 1280]]);
    // Each window has the picture elsewhere: it goes back to the small one, where the hand knows its places.
    const look = async (name: string) => {
      await at(`image-${name}`);
      await page.waitForTimeout(100);
    };
    await page.setViewportSize({ width: 1280, height: 800 });
    const { click, drag, to } = await handOn(page);

    await look("empty");
    await page.keyboard.press("b");
    await drag([60, 60], [240, 180]);
    await look("box");
    await to([300, 60]);
    await page.mouse.down();
    await to([420, 150]);
    await look("box-drawing");
    await page.mouse.up();
    await page.keyboard.press("r");
    await click([480, 100], [600, 60]);
    await to([620, 140]);
    await look("rotated-raising");
    await click([620, 140]);
    await look("rotated");
    await page.keyboard.press("e");
    await drag([60, 220], [200, 320]);
    await look("ellipse");
    await page.keyboard.press("g");
    await click([260, 240], [420, 220], [460, 330]);
    await to([262, 242]);
    await look("polygon-closing");
    await click([330, 380], [262, 242]);
    await page.keyboard.press("c");
    await click([320, 260], [380, 260]);
    await to([350, 310]);
    await look("polygon-hole");
    await click([350, 310]);
    await page.keyboard.press("Enter");
    await look("polygon");
    await page.keyboard.press("n");
    await click([60, 420], [200, 380], [340, 440]);
    await page.keyboard.press("Enter");
    await look("polyline");
    await page.keyboard.press("d");
    await click([520, 240]);
    await page.keyboard.down("Shift");
    await click([560, 260], [540, 300]);
    await page.keyboard.up("Shift");
    await look("points");
    await page.keyboard.press("v");
    await click([400, 230]);
    await click([260, 240]);
    await look("corner");
    await to([700, 30]);
    await page.mouse.down();
    await to([300, 300]);
    await look("band");
    await page.mouse.up();
    await look("many");
    await page.keyboard.press("Escape");
    await click([150, 120]);
    await page.keyboard.press("l");
    await look("locked");
    await page.keyboard.press("t");
    await page.keyboard.press("x");
    await look("close-up");
    await page.keyboard.press("0");
    await page.keyboard.press("t");
    await page.getByRole("button", { name: "Picture and drawing" }).click();
    await page.getByRole("slider", { name: "Brightness" }).press("ArrowRight");
    await page.getByText("105", { exact: true }).waitFor();
    await look("adjust");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await look("help");
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
  });
});
