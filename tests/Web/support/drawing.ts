import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { picture } from "./pictures";
import type { Server } from "./server";

const labelClass = (name: string, title: string, geometry: string[], attributes: unknown[] = []) => ({ name, title, color: null, hotkey: null, geometry, attributes });

/** Classes for every kind of object, and a question about the whole picture. */
export const streets = {
  version: 1,
  classes: [
    labelClass("car", "Car", ["box", "polygon"], [{ name: "occluded", title: "Occluded", kind: "flag", required: false }]),
    labelClass("sign", "Traffic sign", ["ellipse", "box"]),
    labelClass("road", "Road", ["polygon"]),
    labelClass("lane", "Lane", ["polyline"]),
    labelClass("corner", "Corner", ["points"]),
  ],
  relations: [],
  questions: [{ name: "weather", title: "Weather", kind: "choice", required: false, options: [{ name: "dry", title: "Dry" }, { name: "wet", title: "Wet" }] }],
};

/** A project about pictures, made as a script would make it. Returns its id. */
export async function pictureProject(server: Server, name: string, sizes: readonly (readonly [width: number, height: number])[], redundancy = 1): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-pictures-"));
  try {
    sizes.forEach(([width, height], n) => writeFileSync(join(folder, `picture-${n}.png`), picture(width, height, n + 1)));
    server.run("import", "items", folder, "--dataset", name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { items } = await server.api<{ items: { id: string; name: string }[] }>("datasets");
  const dataset = items.find((each) => each.name === name);
  if (!dataset) throw new Error(`There is no dataset ${name}.`);
  const { id } = await server.api<{ id: string }>("projects", { name, datasetId: dataset.id, ontology: streets, redundancy });
  return id;
}

/** The hand on a picture that is shown pixel for pixel: places are those of the picture. */
export async function handOn(page: Page) {
  const surface = page.getByRole("application", { name: "Image to label" });
  const image = surface.locator("img");
  await image.waitFor();
  await page.keyboard.press("z");
  await page.waitForTimeout(150);
  const box = await image.boundingBox();
  if (!box) throw new Error("The picture isn't there.");
  const to = ([x, y]: readonly [number, number]) => page.mouse.move(box.x + x, box.y + y, { steps: 3 });
  return {
    to,
    click: async (...places: (readonly [number, number])[]) => {
      for (const place of places) {
        await to(place);
        await page.mouse.down();
        await page.mouse.up();
      }
    },
    drag: async (from: readonly [number, number], end: readonly [number, number]) => {
      await to(from);
      await page.mouse.down();
      await to(end);
      await page.mouse.up();
    },
  };
}
