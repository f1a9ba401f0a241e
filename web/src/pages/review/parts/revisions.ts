/** What of a task's history can be looked at and compared: revisions of answers, what reviews made stand, and what was proposed to them. */
import type { HistoryEvent } from "@/api/types";
import { formatMoment, t } from "@/app/messages";

/** What can be looked at of an event: an answer, or the document that stands by a review. */
export const revisionOf = (event: HistoryEvent): string | null => event.annotationId;

export interface Pair {
  readonly from: string;
  readonly to: string;
}

/** A revision by the annotation's id; what was proposed before a review, by the review's. */
const proposed = "proposed ";
/** The review whose proposal a revision is, if it is one. */
export const judgedOf = (value: string): string | null => (value.startsWith(proposed) ? value.slice(proposed.length) : null);
const proposedOf = ({ id }: HistoryEvent) => proposed + id;

/** What an answer took the place of; for a review, what was proposed to its reviewer, or what stood before it where that isn't known. */
export function pairOf(event: HistoryEvent, events: readonly HistoryEvent[]): Pair {
  const to = revisionOf(event) ?? "";
  if (event.kind === "answer") return { from: event.parentId ?? "", to };
  if (event.hasProposal) return { from: proposedOf(event), to };
  const standing: string[] = [];
  let answered = "";
  for (const each of events.slice(0, events.indexOf(event))) {
    const id = revisionOf(each);
    if (each.kind === "answer") answered = id ?? answered;
    else if (each.what === "undone") standing.pop();
    else if (id !== null) standing.push(id);
  }
  return { from: standing.at(-1) ?? answered, to };
}

export interface Choice {
  readonly value: string;
  readonly title: string;
}

/** Everything that can be compared, in the order in which it came: each revision once, and before each verdict what it was about. */
export function choicesOf(events: readonly HistoryEvent[]): Choice[] {
  const choices = new Map<string, string>();
  for (const event of events) {
    const by = { name: event.who.name, time: formatMoment(event.at) };
    const id = revisionOf(event);
    if (event.hasProposal) choices.set(proposedOf(event), t("history.proposal", by));
    if (id !== null && !choices.has(id)) choices.set(id, t("history.by", by));
  }
  return [...choices].map(([value, title]) => ({ value, title }));
}
