import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handOn, pictureProject, streets } from "./support/drawing";
import { allSent } from "./support/labelling";
import { openBrowser, person } from "./support/people";
import { enter, join, reviewAll, waiting } from "./support/reviewing";
import { Server } from "./support/server";
import { ask, dragOver, entities, projectOver } from "./support/texts";

interface Coco {
  images: { id: number; file_name: string }[];
  categories: { id: number; name: string }[];
  annotations: { image_id: number; category_id: number; bbox: number[] }[];
}
interface Told {
  data: { id: string; text: string };
  annotations: { result: { type: string; value: { start: number; end: number; text: string; labels: string[] } }[] }[];
}

const pictures = 20;
const [width, height] = [320, 240];
/** Where the car of each picture is, and how far off whoever sees it differently draws it: every fourth picture. */
const car = (n: number) => [20 + n * 3, 30 + n * 2, 90, 60] as const;
const off = (n: number) => (n % 4 === 3 ? 12 : 0);

// Letters of one, two and four bytes, joined ones, combining marks, and from right to left: each offset differs by how one counts.
const letters = ["👩‍👩‍👧 Ada met Babbage 🚂 in Cambridge.", "Ame\u0301lie 𝒲 wrote to Ada in Łódź.", "Ada 🇮🇱 said שלום! Babbage stayed in Haifa."];

describe("Two annotators and a reviewer", () => {
  let server: Server;
  let browser: Browser;
  let [mara, ann, ben]: Page[] = [];
  const faults: string[] = [];
  const files = mkdtempSync(path(tmpdir(), "groundwork-three-"));
  const people = () => [mara, ann, ben] as [Page, Page, Page];

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start("sqlite"), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(files, { recursive: true, force: true });
  });

  const openReview = async (project: string) => {
    await people()[0].goto(`${server.url}/projects/${project}`);
    await people()[0].getByRole("link", { name: "Review", exact: true }).click();
  };
  const things = () => people()[0].getByRole("grid", { name: "Objects of the proposal" }).getByRole("row");
  const marked = async (project: string, n: number) => {
    await waiting(server, project, n);
    await openReview(project);
  };

  /** Freezes and downloads what is believed, by the page. */
  async function download(project: string, format: RegExp): Promise<string> {
    const [page] = people();
    await page.goto(`${server.url}/projects/${project}/snapshots`);
    await page.getByLabel("Name", { exact: true }).fill("Settled");
    await page.getByRole("button", { name: "Freeze" }).click();
    await page.getByRole("button", { name: "Export “Settled”" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(format).check();
    const [file] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Download" }).click()]);
    return readFileSync(await file.path(), "utf8");
  }

  /** Brings a file of labels into another project about the same items, and exports that. */
  async function throughAnother(project: string, name: string, ontology: object, format: string, file: string): Promise<string> {
    const { dataset } = await server.api<{ dataset: { id: string } }>(`projects/${project}`);
    const { id } = await server.api<{ id: string }>("projects", { name, datasetId: dataset.id, ontology, redundancy: 1 });
    const at = path(files, `${name}.json`);
    writeFileSync(at, file);
    server.run("import", "labels", at, "--project", name, "--as", "annotation", "--format", format, "--author", "Elsewhere");
    const frozen = await server.api<{ id: string }>(`projects/${id}/snapshots`, { name: "Again" });
    const job = await server.api<{ id: string }>(`snapshots/${frozen.id}/exports`, { format });
    const answer = await fetch(`${server.url}/api/exports/${job.id}/file`, { headers: { Authorization: `Bearer ${Server.ownerKey}` } });
    return answer.text();
  }

  it("draw in twenty pictures, differ in some, and what the reviewer settles is in COCO to the pixel", async () => {
    const project = await pictureProject(server, "Cars", Array.from({ length: pictures }, () => [width, height]), 2);
    await reviewAll(server, project);
    [mara, ann, ben] = [await person(browser, faults), await person(browser, faults), await person(browser, faults)].map(({ page }) => page);
    await enter(people()[0], server.ownerLink, "Mara");
    await join(server, people()[1], "Ann");
    await join(server, people()[2], "Ben");
    const order = (await server.api<{ items: { ordinal: number; externalId: string }[] }>(`projects/${project}/tasks?limit=100`)).items;
    for (const page of people().slice(1)) {
      await page.goto(`${server.url}/label/${project}`);
      const { drag } = await handOn(page);
      await page.keyboard.press("b");
      for (let n = 0; n < pictures; n += 1) {
        const [x, y, w, h] = car(n);
        const shift = page === ben ? off(n) : 0;
        await drag([x + shift, y], [x + w + shift, y + h]);
        await page.getByRole("heading", { name: "1 object", exact: true }).waitFor();
        await page.keyboard.press("Enter");
        if (n < pictures - 1) await page.getByRole("heading", { name: "0 objects", exact: true }).waitFor();
      }
      await allSent(page);
    }

    await marked(project, pictures);
    const [page] = people();
    for (let left = pictures; left > 0; left -= 1) {
      await expect.poll(() => things().count()).toBeGreaterThan(0);
      const ordinal = Number(/Task (\d+)/.exec((await page.getByText(/^Task \d+/).first().textContent()) ?? "")?.[1]);
      if (off(ordinal - 1) > 0) {
        // They differ: Ann's is right.
        await things().first().click();
        await page.getByRole("button", { name: "Take Ann’s" }).click();
        await page.locator("footer").getByRole("button", { name: /^Accept/ }).click();
      } else await page.keyboard.press("Enter");
      await page.getByText(new RegExp(`^Task ${ordinal} accepted`)).first().waitFor();
      if (left > 1) await expect.poll(() => page.getByText(new RegExp(`^Task ${ordinal}$`)).count()).toBe(0);
    }
    await expect.poll(async () => (await server.api<{ progress: { completed: number } }>(`projects/${project}`)).progress.completed, { timeout: 20_000 }).toBe(pictures);

    const edges = ([x = 0, y = 0, w = 0, h = 0]: readonly number[]) => [x, y, x + w, y + h];
    const boxes = ({ images, categories, annotations }: Coco) =>
      annotations
        .map(({ image_id, category_id, bbox }) => [images.find(({ id }) => id === image_id)?.file_name.split("/").at(-1), categories.find(({ id }) => id === category_id)?.name, ...edges(bbox)])
        .sort((a, b) => String(a[0]).localeCompare(String(b[0])));
    const written = await download(project, /^COCO/);
    const drawn = order.map(({ ordinal, externalId }) => [externalId.split("/").at(-1), "car", ...edges(car(ordinal - 1))]).sort((a, b) => String(a[0]).localeCompare(String(b[0])));
    const found = boxes(JSON.parse(written) as Coco);
    expect(found.map((each) => each.slice(0, 2))).toEqual(drawn.map((each) => each.slice(0, 2)));
    // A hand goes where the page has put the picture, which may be a part of a pixel off.
    found.forEach((each, n) => each.slice(2).forEach((edge, at) => expect(Math.abs(Number(edge) - Number(drawn[n]?.[at + 2]))).toBeLessThan(1)));
    expect(boxes(JSON.parse(await throughAnother(project, "Cars again", streets, "coco", written)) as Coco)).toEqual(found);
  });

  it("mark names in texts, and what the reviewer settles has the offsets by which browsers count", async () => {
    const project = await projectOver(server, "Letters", letters, entities, 2);
    await reviewAll(server, project);
    for (const page of people().slice(1)) {
      await page.goto(`${server.url}/label/${project}`);
      for (const [n, letter] of letters.entries()) {
        await page.getByText(letter.slice(-12)).first().waitFor();
        await dragOver(page, "Ada");
        await page.keyboard.press("1");
        // In the first letter Ben overlooks the place, in the others he takes it for an organisation.
        if (page === ann || n > 0) {
          await dragOver(page, ["Cambridge", "Łódź", "Haifa"][n] ?? "");
          await page.keyboard.press(page === ann ? "3" : "2");
        }
        await page.keyboard.press("Enter");
        await page.getByText(letter.slice(-12)).first().waitFor({ state: "detached" });
      }
      await allSent(page);
    }

    await marked(project, letters.length);
    const [page] = people();
    for (let left = letters.length; left > 0; left -= 1) {
      await expect.poll(() => things().count()).toBe(2);
      const ordinal = (await page.getByText(/^Task \d+/).first().textContent()) ?? "";
      await things().filter({ hasText: /Cambridge|Łódź|Haifa/ }).click();
      if (ordinal.includes("Task 1")) await page.keyboard.press("a");
      else await page.getByRole("button", { name: "Take Ann’s" }).click();
      await page.locator("footer").getByRole("button", { name: /^Accept/ }).click();
      await expect.poll(async () => (await server.api<{ progress: { completed: number } }>(`projects/${project}`)).progress.completed).toBe(letters.length + 1 - left);
    }

    const spans = (told: Told[]) =>
      told
        .sort((a, b) => a.data.id.localeCompare(b.data.id))
        .map(({ annotations }) =>
          annotations[0]?.result.filter(({ type }) => type === "labels").map(({ value }) => [value.labels[0], value.start, value.end, value.text]).sort((a, b) => Number(a[1]) - Number(b[1])),
        );
    const written = await download(project, /^Label Studio JSON/);
    const right = letters.map((letter, n) =>
      ([["person", "Ada"], ["place", ["Cambridge", "Łódź", "Haifa"][n] ?? ""]] as const)
        .map(([name, words]) => [name, letter.indexOf(words), letter.indexOf(words) + words.length, words])
        .sort((a, b) => Number(a[1]) - Number(b[1])),
    );
    expect(spans(JSON.parse(written) as Told[])).toEqual(right);
    expect(spans(JSON.parse(await throughAnother(project, "Letters again", entities, "label-studio", written)) as Told[])).toEqual(right);
    expect(faults).toEqual([]);
    expect(await ask<{ items: unknown[] }>(server, `projects/${project}/reviews`)).toMatchObject({ items: [] });
  });
});
