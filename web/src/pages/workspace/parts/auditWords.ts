import { t, textOf } from "@/app/messages";
import type { AuditEvent } from "@/api/audit";

/** The first halves of actions' names, by which the log is narrowed. */
export const actionKinds = [
  "annotation",
  "task",
  "tasks",
  "review",
  "issue",
  "project",
  "ontology",
  "migration",
  "batch",
  "dataset",
  "items",
  "import",
  "snapshot",
  "export",
  "job",
  "view",
  "member",
  "key",
  "audit",
  "backup",
  "workspace",
] as const;

/** What was done, before and after the name of what it was done to; that is left out where the sentence says it all. */
export function sentenceOf({ action }: Pick<AuditEvent, "action">): { before: string; after: string | null } {
  const last = action.slice(action.lastIndexOf(".") + 1);
  const general = textOf(`audit.do.${action.slice(0, action.lastIndexOf("."))}`);
  const text = (textOf(`audit.do.${action}`) ?? general ?? t("audit.do", { action, thing: "{thing}" })).replace(
    "{last}",
    last.replaceAll("_", " "),
  );
  const at = text.indexOf("{thing}");
  return at < 0 ? { before: text, after: null } : { before: text.slice(0, at), after: text.slice(at + "{thing}".length) };
}

export function actorOf({ actor, actorName }: Pick<AuditEvent, "actor" | "actorName">): string {
  if (actorName !== null) return actorName;
  return actor === "system" ? t("audit.system") : actor === "anonymous" ? t("audit.anonymous") : t("audit.gone");
}

export function thingOf({
  task,
  subjectName,
  actor,
  subject,
  action,
}: Pick<AuditEvent, "task" | "subjectName" | "actor" | "subject" | "action">): string {
  if (subjectName === null) return subject === "anonymous" ? t("audit.nobody") : t("audit.gone");
  if (action === "member.sign_in_failed") return t("audit.nameOf", { name: subjectName });
  if (actor === subject) return t("audit.yourself");
  return task === null ? subjectName : t("audit.task", { n: Number(subjectName) });
}

/** The page on which the thing is seen; null where there is none, or none any more. */
export function placeOf({ action, subject, subjectName, task, dataset, project, projectName }: AuditEvent): string | null {
  if (subjectName === null) return null;
  const [kind] = action.split(".");
  const within = project !== null && projectName !== null ? `/projects/${project}` : null;
  if (task !== null) return within && `${within}/tasks/${task}`;
  if (kind === "dataset" && dataset !== null) return `/data/${dataset}`;
  if (dataset !== null) return subject === dataset ? `/data/${dataset}` : `/data/${dataset}/imports/${subject}`;
  if (kind === "member") return "/members";
  if (kind === "key") return "/keys";
  if (kind === "snapshot" || kind === "export") return within && `${within}/snapshots`;
  if (kind === "batch") return within && `${within}/batches`;
  return within;
}

export function viaOf({ via, keyName }: Pick<AuditEvent, "via" | "keyName">): string {
  const [kind] = via?.split(":") ?? [];
  switch (kind) {
    case "browser":
      return t("audit.via.browser");
    case "key":
      return keyName === null ? t("audit.via.keyGone") : t("audit.via.key", { name: keyName });
    case "cli":
      return t("audit.via.cli");
    case "server":
      return t("audit.via.server");
    case "visitor":
      return t("audit.via.visitor");
    default:
      return t("audit.via.unknown");
  }
}
