import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  help: string;
  nodes: { target: string[] }[];
}

type Axe = { axe?: { run(what: object): Promise<{ violations: unknown }> } };

/** What axe finds on the screen, as lines that say where: all of it, or only what depends on colours. */
export async function violations(page: Page, of: "all" | "colours" = "all"): Promise<string[]> {
  // Evaluated as the debugger does, so that the page's own policy stays as strict as for users.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const what = of === "all" ? { resultTypes: ["violations"] } : { resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"] };
  const found = await page.evaluate(async (what) => (await (globalThis as Axe).axe!.run(what)).violations, what);
  return (found as Violation[]).map(({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
