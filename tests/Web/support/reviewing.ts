import { expect } from "vitest";
import type { Page } from "playwright-core";
import { Server } from "./server";

export interface Said {
  readonly id: string;
  readonly objects?: readonly unknown[];
  readonly relations?: readonly unknown[];
  readonly answers?: Readonly<Record<string, unknown>>;
}

/** Brings one person's answers into a project, as a script that has them in a file would. */
export async function bringAnswers(server: Server, project: string, author: string, rows: readonly Said[]): Promise<void> {
  const query = new URLSearchParams({ as: "annotation", author, fileName: "labels.jsonl" });
  const sent = await fetch(`${server.url}/api/projects/${project}/labels?${query}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${Server.ownerKey}`, "Content-Type": "application/octet-stream" },
    body: rows.map((row) => `${JSON.stringify({ objects: [], answers: {}, ...row })}\n`).join(""),
  });
  const said = await sent.text();
  expect((JSON.parse(said) as { added: number }).added, said).toBe(rows.length);
}

/** The first visit of who set the server up. */
export async function enter(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

export const box = (id: string, name: string, x: number, y: number, width: number, height: number, attributes: object = {}) => ({
  id,
  class: name,
  geometry: { type: "box", x, y, width, height },
  attributes,
});

export const span = (id: string, name: string, text: string, words: string) => {
  const start = Array.from(text.slice(0, text.indexOf(words))).length;
  return { id, class: name, geometry: { type: "span", start, end: start + Array.from(words).length } };
};
