import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, person } from "./support/people";
import { Server } from "./support/server";
import { untilQuiet } from "./support/waiting";

/** Each would set `window.__p` if any of the app's screens took text for markup, code or an address. */
const attacks = [
  `<img src=x onerror=window.__p=1>`,
  `<script>window.__p=1</script>`,
  `</script><script>window.__p=1</script>`,
  `"><svg onload=window.__p=1>`,
  `<iframe srcdoc="<script>parent.__p=1</script>"></iframe>`,
  `<math><mtext><style><img src=x onerror=window.__p=1></style></mtext></math>`,
  `{{constructor.constructor('window.__p=1')()}}`,
  `javascript:window.__p=1`,
];
const markdown = [
  ...attacks,
  `[click](javascript:window.__p=1)`,
  `[click](JaVa\tScript:window.__p=1)`,
  `[click](data:text/html,<script>window.__p=1</script>)`,
  `![x](x" onerror="window.__p=1)`,
  `<a href="javascript:window.__p=1">click</a>`,
  "```html\n<script>window.__p=1</script>\n```",
  `| <img src=x onerror=window.__p=1> | b |\n|---|---|\n| <svg onload=window.__p=1> | c |`,
].join("\n\n");
const all = attacks.join(" ");

describe("Whatever people type or import stays text", () => {
  let server: Server;
  let browser: Browser;
  let project: string;
  let dataset: string;
  const faults: string[] = [];

  const api = async (path: string, body: unknown, file = false): Promise<Record<string, unknown>> => {
    const response = await fetch(`${server.url}/api/${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${Server.ownerKey}`, "Content-Type": file ? "application/octet-stream" : "application/json" },
      body: file ? (body as string) : JSON.stringify(body),
    });
    expect(response.status, await response.clone().text()).toBeLessThan(300);
    return (await response.json()) as Record<string, unknown>;
  };

  beforeAll(async () => {
    [server, browser] = await Promise.all([Server.start("sqlite"), openBrowser()]);
    dataset = (await api("datasets", { name: attacks[0] })).id as string;
    const rows = attacks.map((attack, at) => JSON.stringify({ id: attack, text: `${at} ${all}`, [attack]: attack, nested: { [attack]: [attack] } }));
    const query = new URLSearchParams({ format: "jsonl", fileName: `${attacks[3]}.jsonl`, source: all, licence: all });
    await api(`datasets/${dataset}/imports?${query}`, `${rows.join("\n")}\nnot json ${all}\n`, true);
    const options = attacks.map((title, at) => ({ name: `o${at}`, title, help: title }));
    const made = await api("projects", {
      name: attacks[1],
      datasetId: dataset,
      instructions: markdown,
      redundancy: 2,
      ontology: {
        version: 1,
        questions: [
          { name: "one", title: all, help: all, kind: "choice", required: true, options },
          { name: "many", title: all, kind: "multichoice", options },
          { name: "note", title: all, kind: "text" },
        ],
      },
    });
    project = made.id as string;
    await api("invitations", { name: attacks[0], role: "annotator" });
    await api("keys", { name: attacks[2] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** A page that notes every breach of its own policy. */
  async function watched(): Promise<{ page: Page; breaches: string[] }> {
    const { page } = await person(browser, faults);
    const breaches: string[] = [];
    await page.exposeFunction("noteBreach", (line: string) => breaches.push(line));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (e) => {
        void (window as unknown as { noteBreach(line: string): void }).noteBreach(`${location.pathname}: ${e.violatedDirective} ${e.blockedURI}`);
      });
    });
    return { page, breaches };
  }

  const ran = (page: Page) => page.evaluate(() => (window as unknown as { __p?: unknown }).__p);

  it("CVE-2024-26152, CVE-2025-47783, CVE-2026-73220: markup in texts, names, labels, ids, metadata and instructions never runs, on any screen", async () => {
    const { page, breaches } = await watched();
    await page.goto(server.ownerLink);
    await page.getByLabel("Your name").fill(attacks[0]!);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL((url) => url.pathname === "/");

    const task = (await (await fetch(`${server.url}/api/projects/${project}/tasks`, { headers: { Authorization: `Bearer ${Server.ownerKey}` } })).json()) as { items: { id: string }[] };
    const screens = [
      "/", "/projects", "/data", `/data/${dataset}`, `/data/${dataset}?import=1`, "/members", "/keys", "/projects/new",
      ...["", "/tasks", "/quality", "/snapshots", "/settings", `/tasks/${task.items[0]!.id}`].map((tab) => `/projects/${project}${tab}`),
    ];
    for (const screen of screens) {
      await untilQuiet(page, () => page.goto(server.url + screen));
      expect(await ran(page), screen).toBeUndefined();
    }

    await page.goto(`${server.url}/label/${project}`);
    await page.getByRole("button", { name: "Start" }).waitFor();
    // The instructions' links lead nowhere, and what is no markdown is shown as it was written.
    for (const link of await page.getByRole("dialog").getByRole("link").all()) expect(await link.getAttribute("href")).toMatch(/^https?:/);
    expect(await page.getByRole("dialog").textContent()).toContain("<script>window.__p=1</script>");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText(attacks[1]!).first().waitFor();
    for (const label of attacks) expect(await page.getByText(label).count(), label).toBeGreaterThan(0);
    await page.keyboard.press("?");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await page.keyboard.press("1");
    await page.keyboard.press("Enter");
    await page.waitForTimeout(500);
    expect(await ran(page)).toBeUndefined();
    expect(breaches).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("CVE-2025-25296: the policy is enforced: a script that gets into a page all the same is stopped and reported", async () => {
    const { page, breaches } = await watched();
    await untilQuiet(page, () => page.goto(server.url));
    const stopped = await page.evaluate(() => {
      const link = document.createElement("a");
      try {
        link.setAttribute("onclick", "window.__p=1");
      } catch {
        return true;
      }
      document.body.append(link);
      link.click();
      return false;
    });
    await page.waitForTimeout(200);
    expect(await ran(page)).toBeUndefined();
    expect(stopped || breaches.some((line) => line.includes("script-src"))).toBe(true);
    expect(breaches.length).toBeGreaterThan(0);
    faults.length = 0;
  });
});
