import type { ComponentType } from "react";
import type { Member, Role } from "@/api/types";
import type { PlainKey } from "./messages";

/** What a page says about itself; a plain literal, because the router reads it without loading the page. */
export interface PageRoute {
  path: string;
  /** `app`: beside the sidebar; `bare`: the whole window; `open`: for people not signed in too. */
  frame: "app" | "bare" | "open";
  /** Who may see it; everybody when it isn't said. */
  roles?: readonly Role[];
  /** Also whoever has such a role in a single project; the page shows only that. */
  inProjects?: true;
  nav?: { label: PlainKey; icon: "work" | "projects" | "data" | "members" | "keys" | "storage" | "audit" | "webhooks"; order: number };
}

export interface FoundPage extends PageRoute {
  load: () => Promise<{ default: ComponentType }>;
}

const routes = import.meta.glob<PageRoute>("../pages/*/*.tsx", { eager: true, import: "route", query: "?route" });
const modules = import.meta.glob<{ default: ComponentType }>("../pages/*/*.tsx");

/** Every page there is, in the order of the navigation: the folder is the registry. */
export const pages: readonly FoundPage[] = Object.entries(routes)
  .map(([file, route]) => {
    const load = modules[file];
    if (!load) throw new Error(`${file} can't be loaded`);
    return { ...route, load };
  })
  .sort((a, b) => (a.nav?.order ?? Infinity) - (b.nav?.order ?? Infinity));

export const mayOpen = (page: PageRoute, { role, inProjects }: Pick<Member, "role" | "inProjects">): boolean =>
  page.roles === undefined ||
  page.roles.includes(role) ||
  (page.inProjects === true && page.roles.some((one) => inProjects.some((own) => own === one)));
