import { app } from "./en/app";
import { data } from "./en/data";
import { items } from "./en/items";
import { imports } from "./en/imports";
import { label } from "./en/label";
import { labels } from "./en/labels";
import { lists } from "./en/lists";
import { projects } from "./en/projects";
import { quality } from "./en/quality";
import { migration } from "./en/migration";
import { batches } from "./en/batches";
import { taskList } from "./en/taskList";
import { workspace } from "./en/workspace";

/** Everything the interface says in English. */
export const en = {
  ...app,
  ...label,
  ...labels,
  ...lists,
  ...items,
  ...projects,
  ...taskList,
  ...batches,
  ...migration,
  ...quality,
  ...data,
  ...imports,
  ...workspace,
} as const;
