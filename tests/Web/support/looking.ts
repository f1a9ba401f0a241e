import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { violations } from "./axe";

const pictures = join(import.meta.dirname, "../../../artifacts/screens");

type Window = readonly [theme: "light" | "dark", width: number];

/**
 * Looks at a page in each of these windows: keeps a picture, and notes what axe finds and what is wider than the window. A theme
 * changes colours and nothing else, so at a width that was looked at in the other theme axe has only colours to judge.
 */
export function watching(page: Page, windows: readonly Window[], height = 800) {
  mkdirSync(pictures, { recursive: true });
  const problems: string[] = [];
  const look = async (name: string) => {
    const widths = new Set<number>();
    for (const [theme, width] of windows) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(pictures, `${name}-${theme}-${width}.png`) });
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) problems.push(`${name} ${width}: wider than the window`);
      for (const each of await violations(page, widths.has(width) ? "colours" : "all")) problems.push(`${name} ${theme} ${width}: ${each}`);
      widths.add(width);
    }
  };
  return { look, problems };
}
