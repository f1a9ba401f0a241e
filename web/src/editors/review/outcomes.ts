import type { AnswerDocument, LabelledObject, Relation } from "@/api/types";
import { difference, isNothing } from "@/editor/change";
import type { Records } from "@/editor/document";
import { sameJson, type Json } from "@/editor/json";
import { asObject, asRelation, idOf } from "../objects/records";
import { alike } from "./alike";
import { differing } from "./things";
import { marksOf } from "./marks";

/** What a review does with one object: the server comes to the same by comparing the documents. `open`: nothing was said yet. */
export type ObjectOutcome = "open" | "accepted" | "corrected" | "rejected" | "added";

/** Empty attributes say what missing ones do. */
const contentOf = (value: Json): Json => {
  const { attributes, ...rest } = asObject(value);
  return { ...rest, ...(attributes && Object.keys(attributes).length > 0 && { attributes }) };
};

const isObject = (key: string) => key.startsWith("objects/");

/** What became of each object of the proposal, and which came in. */
export function outcomesOf(proposed: Records, now: Records): Map<string, ObjectOutcome> {
  const marks = marksOf(now);
  const outcomes = new Map<string, ObjectOutcome>();
  for (const [key, before] of Object.entries(proposed)) {
    if (!isObject(key)) continue;
    const after = now[key] ?? null;
    const id = idOf(key);
    if (after === null) outcomes.set(id, "rejected");
    else if (!sameJson(contentOf(before), contentOf(after))) outcomes.set(id, "corrected");
    else outcomes.set(id, marks.get(id)?.verdict === "accepted" ? "accepted" : "open");
  }
  for (const key of Object.keys(now)) if (isObject(key) && proposed[key] === undefined) outcomes.set(idOf(key), "added");
  return outcomes;
}

export function countsOf(outcomes: ReadonlyMap<string, ObjectOutcome>): Record<ObjectOutcome, number> {
  const counts = { open: 0, accepted: 0, corrected: 0, rejected: 0, added: 0 };
  for (const outcome of outcomes.values()) counts[outcome] += 1;
  return counts;
}

const isSaid = (key: string) => !key.startsWith("marks/");
const saidIn = (records: Records): Records =>
  Object.fromEntries(
    Object.entries(records).flatMap(([key, value]) => (isSaid(key) ? [[key, isObject(key) ? contentOf(value) : value]] : [])),
  );

/** Whether the document says something else than what was proposed; verdicts on single objects don't. */
export function isCorrected(proposed: Records, now: Records): boolean {
  return !isNothing(difference(saidIn(proposed), saidIn(now)));
}

/** An object that is otherwise than it was, and in what. */
export interface ChangedObject {
  readonly before: LabelledObject;
  readonly after: LabelledObject;
  readonly moved: boolean;
  readonly differs: readonly string[];
}

export interface DocumentChange {
  readonly added: readonly LabelledObject[];
  readonly removed: readonly LabelledObject[];
  readonly changed: readonly ChangedObject[];
  readonly same: readonly LabelledObject[];
  readonly related: readonly Relation[];
  readonly unrelated: readonly Relation[];
  readonly answers: readonly { readonly question: string; readonly before: Json; readonly after: Json }[];
}

/** What leads from one revision to another, for people to read. */
export function changeBetween(before: Records, after: Records): DocumentChange {
  const { put } = difference(saidIn(before), saidIn(after));
  const pairs = Object.entries(put);
  const of = (prefix: string) => pairs.filter(([key]) => key.startsWith(prefix)).map(([key, pair]) => ({ key, ...pair }));
  const objects = of("objects/");
  const relations = of("relations/");
  const come = objects.filter((each) => each.before === null).map((each) => asObject(each.after));
  const gone = objects.filter((each) => each.after === null).map((each) => asObject(each.before));
  // Two people, or a person and what was made of several, call one thing by two ids: what lies in one place is one thing.
  const met = alike(gone, come);
  const [was, is] = [new Set(met.map(([one]) => one)), new Set(met.map(([, other]) => other))];
  const changes = [
    ...objects
      .filter((each) => each.before !== null && each.after !== null)
      .map((each) => changed(asObject(each.before), asObject(each.after))),
    ...met.map(([one, other]) => changed(one, other)),
  ];
  const unchanged = ({ moved, differs }: ChangedObject) => !moved && differs.length === 0;
  return {
    added: come.filter((object) => !is.has(object)),
    removed: gone.filter((object) => !was.has(object)),
    changed: changes.filter((each) => !unchanged(each)),
    same: [
      ...Object.entries(after).flatMap(([key, value]) => (isObject(key) && put[key] === undefined ? [asObject(value)] : [])),
      ...changes.filter(unchanged).map((each) => each.after),
    ],
    related: relations.filter((each) => each.before === null).map((each) => asRelation(each.after)),
    unrelated: relations.filter((each) => each.after === null).map((each) => asRelation(each.before)),
    answers: of("answers/").map((each) => ({ question: each.key.slice("answers/".length), before: each.before, after: each.after })),
  };
}

const changed = (before: LabelledObject, after: LabelledObject): ChangedObject => ({
  before,
  after,
  moved: !sameJson(before.geometry, after.geometry),
  differs: differing(before, after),
});

export const isUnchanged = ({ added, removed, changed: others, related, unrelated, answers }: DocumentChange) =>
  added.length + removed.length + others.length + related.length + unrelated.length + answers.length === 0;

/** What two people answered to one question, for those who compare: null where nothing was said. */
export const answerOf = (document: AnswerDocument, question: string): Json => document.answers[question] ?? null;
