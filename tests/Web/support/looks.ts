import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = join(import.meta.dirname, "../../../artifacts/screens");

interface Violation {
  id: string;
  help: string;
  nodes: { target: string[] }[];
}

/** What axe finds on the screen, as lines that say where. */
async function violations(page: Page): Promise<string[]> {
  // Evaluated as the debugger does, so that the page's own policy stays as strict as for users.
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await (globalThis as unknown as { axe: { run(): Promise<{ violations: unknown }> } }).axe.run()).violations);
  return (found as Violation[]).map(({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** Takes pictures of a screen, light and dark, narrow and wide, and notes what is wrong with it. */
export function looker(page: Page, problems: string[]): (name: string) => Promise<void> {
  mkdirSync(pictures, { recursive: true });
  return async (name) => {
    for (const [theme, width] of [["light", 1280], ["dark", 1920], ["light", 1920], ["dark", 1280]] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 800 });
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(pictures, `${name}-${theme}-${width}.png`) });
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) problems.push(`${name} ${width}: wider than the window`);
      for (const each of await violations(page)) problems.push(`${name} ${theme} ${width}: ${each}`);
    }
  };
}
