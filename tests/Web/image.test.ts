import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handOn, pictureProject } from "./support/drawing";
import { allSent } from "./support/labelling";
import { openBrowser, person } from "./support/people";
import { engines, Server } from "./support/server";

interface Stored {
  answers: { document: { objects: { id: string; class: string; geometry: Record<string, unknown>; attributes?: Record<string, unknown> }[]; answers: Record<string, unknown> } }[];
}

describe.each(engines)("Labelling pictures on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let project: string;
  const faults: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start(engine), openBrowser()]);
    project = await pictureProject(server, "Streets", [[600, 400], [600, 400], [300, 200], [300, 200]]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** What the server has of the n-th task's first answer. */
  const stored = async (n: number) => {
    const { items } = await server.api<{ items: { id: string; ordinal: number }[] }>(`projects/${project}/tasks`);
    const task = items.sort((a, b) => a.ordinal - b.ordinal)[n - 1];
    // An answer that was sent a moment ago may still be on its way.
    const document = async () => (await server.api<Stored>(`tasks/${task?.id ?? ""}`)).answers[0]?.document;
    await expect.poll(document, { timeout: 15_000 }).toBeDefined();
    return document();
  };
  const count = (name: string) => page.getByRole("heading", { name, exact: true }).waitFor();
  const spoken = (text: string) => page.getByRole("status").filter({ hasText: text }).waitFor();

  it("one of each kind is drawn by hand, corrected, undone, taken to the next picture and sent, exact to the pixel", async () => {
    ({ page } = await person(browser, faults));
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("link", { name: /Streets/ }).first().click();
    await page.getByRole("application", { name: "Image to label" }).waitFor();
    const start = page.getByRole("button", { name: "Start" });
    if (await start.isVisible()) await start.click();
    const { click, drag, to } = await handOn(page);

    // A box by dragging, one by two clicks.
    await page.keyboard.press("b");
    await drag([40, 50], [140, 110]);
    await spoken("Car 1, box");
    await click([200, 50], [260, 90]);
    await count("2 objects");
    // A turned one on a base line of 3:4.
    await page.keyboard.press("r");
    await click([300, 60], [380, 120], [350, 160]);
    // What a tool can't make for this class, another class gets.
    await page.keyboard.press("e");
    await drag([420, 40], [480, 100]);
    await spoken("Traffic sign 4, ellipse");
    await page.keyboard.press("g");
    await click([40, 200], [160, 200], [160, 320], [40, 320]);
    await page.keyboard.press("Backspace");
    await click([40, 300]);
    await page.keyboard.press("Enter");
    await page.keyboard.press("c");
    await click([60, 220], [80, 220], [80, 240], [60, 220]);
    await page.keyboard.press("n");
    await click([200, 300], [300, 250], [400, 300]);
    await page.keyboard.press("Enter");
    await page.keyboard.press("d");
    await click([500, 300]);
    await count("7 objects");

    // Correct: the first box by its corner, the line's end, then one thing too many is undone.
    await page.keyboard.press("v");
    await click([90, 80]);
    await spoken("Car 1, box");
    await drag([140, 110], [150, 130]);
    await page.keyboard.press("ArrowLeft");
    await click([300, 250]);
    await drag([400, 300], [420, 310]);
    await click([230, 70]);
    await page.keyboard.press("Delete");
    await count("6 objects");
    await page.keyboard.press("Control+z");
    await count("7 objects");

    // In the middle of a gesture undo takes it back, and nothing else.
    await to([230, 70]);
    await page.mouse.down();
    await to([330, 170]);
    await page.keyboard.press("Control+z");
    await page.mouse.up();
    await page.getByText("Saved", { exact: true }).waitFor();

    // To the next picture with two of them.
    await click([90, 80]);
    await page.keyboard.down("Shift");
    await click([450, 70]);
    await page.keyboard.up("Shift");
    await page.keyboard.press("Control+c");
    await page.keyboard.press("Enter");
    await count("0 objects");
    await page.keyboard.press("Control+v");
    await count("2 objects");
    await page.keyboard.press("Control+d");
    await count("4 objects");
    await page.keyboard.press("Enter");
    await allSent(page);

    const first = await stored(1);
    expect(first?.objects.map((object) => [object.class, object.geometry])).toEqual([
      ["car", { type: "box", x: 39, y: 50, width: 110, height: 80 }],
      ["car", { type: "box", x: 200, y: 50, width: 60, height: 40 }],
      ["car", { type: "box", x: 275, y: 85, width: 100, height: 50, rotation: 36.87 }],
      ["sign", { type: "ellipse", cx: 450, cy: 70, rx: 30, ry: 30 }],
      ["car", { type: "polygon", rings: [[[40, 200], [160, 200], [160, 320], [40, 300]]], holes: [[[60, 220], [80, 220], [80, 240]]] }],
      ["lane", { type: "polyline", points: [[200, 300], [300, 250], [420, 310]] }],
      ["corner", { type: "points", points: [[500, 300]] }],
    ]);
    const second = await stored(2);
    expect(second?.objects.map((object) => object.geometry)).toMatchObject([
      { x: 39, y: 50, width: 110, height: 80 },
      { cx: 450, cy: 70, rx: 30 },
      { width: 110 },
      { rx: 30 },
    ]);
    expect(faults).toEqual([]);
  });

  it("a box is made by keys alone, and the whole of a smaller picture holds what was copied", async () => {
    await count("0 objects");
    await page.keyboard.press("z");
    await page.keyboard.press("k");
    await count("1 object");
    for (const keys of ["ArrowLeft", "ArrowUp", "Control+ArrowRight", "Control+ArrowDown"]) await page.keyboard.press(keys);
    await page.keyboard.press("Control+v");
    await count("3 objects");
    await page.keyboard.press("Enter");

    // Sent with nothing marked only when it is asked for twice.
    await count("0 objects");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing is marked.").waitFor();
    await page.mouse.move(300, 300);
    await page.keyboard.press("Enter");
    await page.getByText("Nothing left for you").waitFor();
    await allSent(page);
    expect((await stored(4))?.objects).toEqual([]);
    const objects = (await stored(3))?.objects ?? [];
    const { x, y, width, height } = objects[0]?.geometry as Record<string, number>;
    expect([x! + width! / 2, y! + height! / 2]).toEqual([149.5, 99.5]);
    expect(height).toBe(width);
    expect(objects[1]?.geometry).toMatchObject({ type: "box", width: 110, height: 80 });
    expect(objects[2]?.geometry).toMatchObject({ type: "ellipse", cx: 300, cy: 70 });
    expect(faults).toEqual([]);
  });
});
