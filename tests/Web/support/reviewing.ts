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

/** Every finished task is looked at by a reviewer; what people disagree on is settled by one anyway. */
export async function reviewAll(server: Server, project: string): Promise<void> {
  const sent = await fetch(`${server.url}/api/projects/${project}`, {
    method: "PATCH",
    headers: { Authorization: `Bearer ${Server.ownerKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      workflow: {
        stages: [{ name: "Second look", share: 1, by: "reviewers" }],
        adjudicateBy: "reviewers",
        sendBackTo: "author",
        reasons: ["Not there", "Wrong class", "Wrong place or outline", "Counted twice"],
      },
    }),
  });
  expect(sent.status, await sent.text()).toBeLessThan(300);
}

/** Waits until so many tasks wait for a reviewer: what people say together is found out a moment after they have said it. */
export const waiting = (server: Server, project: string, n: number) =>
  expect.poll(async () => (await server.api<{ items: unknown[] }>(`projects/${project}/reviews`)).items.length, { timeout: 30_000 }).toBe(n);

/** Somebody joins by a link that the owner made for them. */
export async function join(server: Server, page: Page, name: string, role: "annotator" | "reviewer" = "annotator"): Promise<void> {
  const { link } = await server.api<{ link: string }>("invitations", { name, role });
  await enter(page, link, name);
}
