import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pictureProject } from "./support/drawing";
import { watching } from "./support/looking";
import { openBrowser, person } from "./support/people";
import { Server } from "./support/server";

const box = (id: string, name: string, x: number, y: number, width: number, height: number) => ({
  id,
  class: name,
  geometry: { type: "box", x, y, width, height },
});

/** What three people see on one street: two cars they share, a sign that only two take for one, a thing that only one sees. */
const seen = {
  Ann: [box("a1", "car", 40, 60, 160, 90), box("a2", "car", 300, 80, 120, 70), box("a3", "sign", 480, 40, 40, 60)],
  Ben: [box("b1", "car", 44, 58, 158, 94), box("b2", "sign", 478, 42, 42, 60), box("b3", "car", 304, 78, 118, 74)],
  Cyd: [box("c1", "car", 38, 62, 160, 88), box("c2", "car", 298, 82, 124, 66), box("c3", "car", 482, 40, 38, 58), box("c4", "sign", 90, 280, 30, 50)],
};

describe("What several people marked, together", () => {
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

  it("is shown on the task's page: what is believed, how sure it is and whose it was, and what was left out", async () => {
    const project = await pictureProject(server, "Streets", [[600, 400]], 3);
    const { items } = await server.api<{ items: { id: string; externalId: string }[] }>(`projects/${project}/tasks`);
    for (const [author, objects] of Object.entries(seen)) {
      const query = new URLSearchParams({ as: "annotation", author, fileName: "labels.jsonl" });
      const sent = await fetch(`${server.url}/api/projects/${project}/labels?${query}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${Server.ownerKey}`, "Content-Type": "application/octet-stream" },
        body: `${JSON.stringify({ id: items[0]?.externalId, objects, answers: {} })}\n`,
      });
      expect(((await sent.json()) as { added: number }).added).toBe(1);
    }
    const { page } = await person(browser, faults);
    const { look, problems } = watching(page, [["light", 1280], ["dark", 1920]]);
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill("Mara");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    await page.goto(`${server.url}/projects/${project}/tasks`);
    await page.getByRole("row").filter({ hasText: "picture-0.png" }).click();

    await page.getByText("3 of 4 believed").waitFor();
    const together = page.getByRole("region", { name: "Answers" });
    const rows = together.getByRole("button", { name: /of 3 · / });
    await expect.poll(() => rows.count()).toBe(4);
    const said = (await rows.allTextContents()).map((text) => text.replace(/\s+/g, " "));
    expect(said.filter((text) => text.includes("3 of 3 · Ann, Ben, Cyd")).length).toBe(3);
    expect(said.at(-1)).toContain("Traffic sign");
    expect(said.at(-1)).toContain("1 of 3 · Cyd");
    await look("together");

    // A pick is shown in the picture, what was left out too; then what one person said.
    await rows.nth(3).click();
    await page.getByRole("status").filter({ hasText: /^Traffic sign \d, box/ }).waitFor();
    await look("together-left-out");
    await together.getByRole("button", { name: "Show what Cyd marked" }).click();
    await together.getByRole("button", { name: "Show what is believed" }).click();
    await rows.first().click();
    await expect.poll(() => rows.first().getAttribute("aria-pressed")).toBe("true");
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
  });
});
