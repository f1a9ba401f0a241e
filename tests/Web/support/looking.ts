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

type Window = readonly [theme: "light" | "dark", width: number];

/** Looks at a page in each of these windows: keeps a picture, and notes what axe finds and what is wider than the window. */
export function watching(page: Page, windows: readonly Window[], height = 800) {
  mkdirSync(pictures, { recursive: true });
  const problems: string[] = [];
  const look = async (name: string) => {
    for (const [theme, width] of windows) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(pictures, `${name}-${theme}-${width}.png`) });
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) problems.push(`${name} ${width}: wider than the window`);
      for (const each of await violations(page)) problems.push(`${name} ${theme} ${width}: ${each}`);
    }
  };
  return { look, problems };
}
