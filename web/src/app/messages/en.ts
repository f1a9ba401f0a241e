import { app } from "./en/app";
import { data } from "./en/data";
import { imports } from "./en/imports";
import { label } from "./en/label";
import { projects } from "./en/projects";
import { quality } from "./en/quality";
import { workspace } from "./en/workspace";

/** Everything the interface says in English. */
export const en = { ...app, ...label, ...projects, ...quality, ...data, ...imports, ...workspace } as const;
