import { expect } from "vitest";
import type { Locator, Page } from "playwright-core";
import { Server } from "./server";

/** Asks the server what only a program asks; journeys set up their project with it and look at what was stored. */
export async function ask<T>(server: Server, path: string, body?: unknown): Promise<T> {
  const raw = typeof body === "string";
  const response = await fetch(`${server.url}/api/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${Server.ownerKey}`, "Content-Type": raw ? "application/octet-stream" : "application/json" },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  });
  const said = await response.text();
  expect(response.status, said).toBeLessThan(300);
  return (said.startsWith("{\"groundwork\"") ? said : JSON.parse(said)) as T;
}

const choice = (name: string, title: string, options: string[]) => ({
  name,
  title,
  kind: "choice",
  required: false,
  options: options.map((each) => ({ name: each.toLowerCase(), title: each })),
});

/** People, organisations, places and dates, and what they have to do with each other. */
export const entities = {
  version: 1,
  classes: [
    { name: "person", title: "Person", geometry: ["span"], attributes: [choice("role", "Role", ["Author", "Engineer", "Other"])] },
    { name: "org", title: "Organisation", geometry: ["span"] },
    { name: "place", title: "Place", geometry: ["span"] },
    { name: "date", title: "Date", geometry: ["span"] },
  ],
  relations: [
    { name: "works_for", title: "works for", from: ["person"], to: ["org"] },
    { name: "leads", title: "leads", from: ["person"], to: ["org"] },
    { name: "located_in", title: "is in", from: ["org"], to: ["place"] },
  ],
  questions: [],
};

/** A project over these texts; answers its id. */
export async function projectOver(server: Server, name: string, texts: readonly string[], ontology: object = entities, redundancy?: number): Promise<string> {
  const { id: datasetId } = await ask<{ id: string }>(server, "datasets", { name });
  const rows = texts.map((text, at) => JSON.stringify({ id: `text-${at + 1}`, text }));
  await ask(server, `datasets/${datasetId}/imports?${new URLSearchParams({ format: "jsonl", fileName: "texts.jsonl" })}`, `${rows.join("\n")}\n`);
  return (await ask<{ id: string }>(server, "projects", { name, datasetId, ontology, redundancy })).id;
}

export interface Mark {
  id: string;
  class: string;
  geometry: { start: number; end: number };
  attributes?: Record<string, unknown>;
}
export interface Marked {
  objects: Mark[];
  relations: { from: string; to: string; type: string }[];
}

interface Line {
  item: { text: string };
  externalId: string;
  answers: { document: Marked }[];
}

/** Every line of the native export, by the id of its text. */
export async function exported(server: Server, project: string): Promise<Map<string, Line>> {
  const { id } = await ask<{ id: string }>(server, `projects/${project}/snapshots`, { name: `Look ${Date.now()}` });
  const job = await ask<{ id: string }>(server, `snapshots/${id}/exports`, {});
  const response = await fetch(`${server.url}/api/exports/${job.id}/file`, { headers: { Authorization: `Bearer ${Server.ownerKey}` } });
  const lines = (await response.text()).trim().split("\n").map((line) => JSON.parse(line) as Line);
  return new Map(lines.map((line) => [line.externalId, line]));
}

/** What an answer marks, cut out of the text by code points without any help of the product. */
export function cut(text: string, document: Marked): string[] {
  const points = Array.from(text);
  return document.objects.map(({ class: name, geometry }) => `${name}: ${points.slice(geometry.start, geometry.end).join("")}`);
}

export const region = (page: Page): Locator => page.getByRole("region", { name: "Text to answer about" });

/** Where words are on the screen, `nth` of those that are the same. */
export async function wordsAt(page: Page, words: string, nth = 0): Promise<{ left: number; right: number; y: number; endY: number }> {
  await region(page).locator("p").first().waitFor();
  const box = await page.evaluate(
    ([wanted, skip]) => {
      for (const paragraph of document.querySelectorAll("[data-words]")) {
        const text = paragraph.firstChild;
        if (!(text instanceof Text)) continue;
        for (let at = text.data.indexOf(wanted); at >= 0; at = text.data.indexOf(wanted, at + 1)) {
          if (skip-- > 0) continue;
          const range = document.createRange();
          range.setStart(text, at);
          range.setEnd(text, at + wanted.length);
          const rects = [...range.getClientRects()];
          const [first, last] = [rects[0]!, rects.at(-1)!];
          const rtl = getComputedStyle(paragraph).direction === "rtl";
          return { left: rtl ? last.left : first.left, right: rtl ? first.right : last.right, y: first.top + first.height / 2, endY: last.top + last.height / 2 };
        }
      }
      return null;
    },
    [words, nth] as const,
  );
  expect(box, `“${words}” is on the screen`).not.toBeNull();
  return box!;
}

/** Draws over words with the mouse. */
export async function dragOver(page: Page, words: string, nth = 0): Promise<void> {
  const { left, right, y, endY } = await wordsAt(page, words, nth);
  await page.mouse.move(left + 2, y);
  await page.mouse.down();
  await page.mouse.move((left + right) / 2, y, { steps: 3 });
  await page.mouse.move(right - 2, endY, { steps: 3 });
  await page.mouse.up();
}

/** The label of a span, by its class and which of them. */
export const label = (page: Page, title: string, nth = 0): Locator => page.locator(`[data-title="${title}"]`).nth(nth);

export async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  expect(box).not.toBeNull();
  return { x: box!.x + box!.width / 2, y: box!.y + box!.height / 2 };
}
