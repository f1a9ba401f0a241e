import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { picture } from "./support/pictures";
import { engines, Server } from "./support/server";

const long =
  "a bus with two floors that stops wherever somebody waves, and is called by a name that no list was made for";
const coco = {
  images: [{ id: 1, file_name: "one.png", width: 60, height: 40 }],
  annotations: [
    { id: 1, image_id: 1, category_id: 7, bbox: [1, 2, 30, 20] },
    {
      id: 2,
      image_id: 1,
      category_id: 9,
      bbox: [0, 0, 9, 9],
      segmentation: [[0, 0, 9, 0, 9, 9]],
    },
  ],
  categories: [
    { id: 7, name: "Traffic light" },
    { id: 9, name: "Tree" },
    { id: 10, name: long },
    { name: "nobody" },
  ],
};

describe.each(engines)("Classes of objects on %s", (engine) => {
  let server: Server;
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "groundwork-classes-"));
  const faults: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      Server.start(engine, { sample: true }),
      openBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("somebody begins a project with the categories of a COCO file, finds tasks by a class, and sees predictions apart", async () => {
    const { page } = await person(browser, faults);
    const { look, problems } = watching(page, [
      ["light", 1280],
      ["dark", 1280],
    ]);
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL((url) => url.pathname === "/");

    // A file that says nothing of the kind is refused with what to do, and changes no class.
    const files = {
      one: join(folder, "one.png"),
      two: join(folder, "two.png"),
      coco: join(folder, "instances.json"),
      wrong: join(folder, "wrong.json"),
    };
    writeFileSync(files.one, picture(60, 40, 1));
    writeFileSync(files.two, picture(60, 40, 2));
    writeFileSync(files.coco, JSON.stringify(coco));
    writeFileSync(files.wrong, "{}");
    await page.getByRole("link", { name: "Projects", exact: true }).click();
    await page.getByRole("link", { name: "New project" }).first().click();
    await page.getByLabel("Name", { exact: true }).first().fill("Crossings");
    await page.getByText("A file", { exact: true }).click();
    const [data] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByLabel("Choose a file, or drop it here").click(),
    ]);
    await data.setFiles([files.one, files.two, files.coco]);
    await page.getByText("“instances.json” lies beside the pictures").waitFor();
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Classes from a COCO file" }).click(),
    ]);
    await chooser.setFiles(files.wrong);
    await page.getByText("The file has no categories.").waitFor();
    await page
      .getByText("“instances.json” lies beside the pictures")
      .scrollIntoViewIfNeeded();
    await look(`coco-offered-${engine}`);

    // What lies beside the pictures is enough: its names and shapes are there to be changed.
    await page.getByRole("button", { name: "Make the classes" }).click();
    await page.getByText("3 classes made from “instances.json”").waitFor();
    expect(
      await page.getByText("“instances.json” lies beside the pictures").count(),
    ).toBe(0);
    await page
      .getByText("3 classes made from “instances.json”")
      .scrollIntoViewIfNeeded();
    await look(`coco-made-${engine}`);
    await page
      .getByRole("button", { name: "Create and label the first task" })
      .click();
    await page.waitForURL((url) => url.pathname.startsWith("/label/"));
    const { items } = await server.api<{
      items: { id: string; name: string }[];
    }>("projects");
    const id = items.find(({ name }) => name === "Crossings")?.id ?? "";
    const { ontology } = await server.api<{
      ontology: {
        classes: { name: string; title: string; geometry: string[] }[];
        questions: unknown[];
      };
    }>(`projects/${id}`);
    expect(
      ontology.classes.map(({ name, title, geometry }) => [
        name,
        title,
        geometry,
      ]),
    ).toEqual([
      ["traffic_light", "Traffic light", ["box"]],
      ["tree", "Tree", ["polygon"]],
      [expect.stringMatching(/^a_bus_with_/), long, ["box"]],
    ]);
    expect(ontology.questions).toEqual([]);

    // Tasks of the sample's photographs, by what people marked in them.
    const marked =
      items.find(({ name }) => /photo|street|pictures/i.test(name))?.id ?? "";
    await page.goto(`${server.url}/projects/${marked}/tasks`);
    await page.getByRole("row").nth(3).waitFor();
    const all = await page.getByRole("row").count();
    await page.keyboard.press("f");
    await page.keyboard.type("object");
    await look(`object-offered-${engine}`);
    await page
      .getByRole("option", { name: /^object is / })
      .first()
      .click();
    await page
      .getByRole("group", { name: /^tasks where object is / })
      .waitFor();
    await expect.poll(() => page.getByRole("row").count()).toBeLessThan(all);
    expect(await page.getByRole("row").count()).toBeGreaterThan(1);
    await page.getByRole("button", { name: /^Change: object is/ }).click();
    await look(`object-chosen-${engine}`);
    await page.keyboard.press("Escape");

    // Frozen: what models said is counted apart.
    await page.getByRole("link", { name: "Snapshots", exact: true }).click();
    await page.getByLabel("Name", { exact: true }).fill("Mine");
    await page.keyboard.press("Enter");
    await page.getByRole("columnheader", { name: "Predictions" }).waitFor();
    await page.getByRole("row", { name: /Mine/ }).waitFor();
    expect(
      (
        await page
          .getByRole("row", { name: /First delivery/ })
          .getByRole("cell")
          .allTextContents()
      ).slice(1, 4),
    ).toEqual(["22", "55", "22"]);
    expect(
      (
        await page
          .getByRole("row", { name: /Mine/ })
          .getByRole("cell")
          .allTextContents()
      )[3],
    ).toBe("22");
    await look(`snapshots-predictions-${engine}`);
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
  });
});
