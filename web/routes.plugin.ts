import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

const declaration = /export const route = (\{[\s\S]*?\n?\}) satisfies PageRoute;/;

/**
 * Lets the router know every page's address without loading the page: `Page.tsx?route` is only the
 * literal that the page exports as `route`, so pages still load on demand.
 */
export function pageRoutes(): Plugin {
  return {
    name: "page-routes",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith(".tsx?route")) return null;
      const file = id.slice(0, -"?route".length);
      const literal = declaration.exec(await readFile(file, "utf8"))?.[1];
      if (!literal) this.error(`${file}: a page needs "export const route = { path: … } satisfies PageRoute;"`);
      this.addWatchFile(file);
      return { code: `export const route = ${literal};`, map: null, moduleType: "js" };
    },
  };
}
