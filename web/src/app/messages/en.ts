import { app } from "./en/app";
import { audit } from "./en/audit";
import { data } from "./en/data";
import { items } from "./en/items";
import { imports } from "./en/imports";
import { image } from "./en/image";
import { label } from "./en/label";
import { labels } from "./en/labels";
import { lists } from "./en/lists";
import { objects } from "./en/objects";
import { ontology } from "./en/ontology";
import { projects } from "./en/projects";
import { quality } from "./en/quality";
import { text } from "./en/text";
import { questions } from "./en/questions";
import { review } from "./en/review";
import { recent } from "./en/recent";
import { migration } from "./en/migration";
import { batches } from "./en/batches";
import { taskList } from "./en/taskList";
import { webhooks } from "./en/webhooks";
import { workspace } from "./en/workspace";

/** Everything the interface says in English. */
export const en = {
  ...app,
  ...audit,
  ...image,
  ...label,
  ...labels,
  ...lists,
  ...items,
  ...objects,
  ...ontology,
  ...projects,
  ...text,
  ...taskList,
  ...batches,
  ...migration,
  ...quality,
  ...questions,
  ...recent,
  ...review,
  ...data,
  ...imports,
  ...webhooks,
  ...workspace,
} as const;
