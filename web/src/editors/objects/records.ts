import type { LabelledObject, Ontology, Relation } from "@/api/types";
import { t } from "@/app/messages";
import { newId } from "@/editor/id";
import type { Records } from "@/editor/document";
import type { Json } from "@/editor/json";

export const objectKey = (id: string) => `objects/${id}`;
export const idOf = (key: string) => key.slice("objects/".length);

/** Two objects can have one relation of a type in each direction, so what it says is its key. */
export const relationKey = ({ from, to, type }: Relation) => `relations/${from} ${type} ${to}`;

const wide = 4;
/** When an object was made, among those of its document; ids that came from elsewhere come first. */
export function turnOf(id: string): number {
  // Read by hand: this is asked thousands of times whenever the order is looked at.
  if (id.charCodeAt(0) !== 111) return 0;
  let turn = 0;
  for (let at = 1; at < id.length; at += 1) {
    const digit = id.charCodeAt(at) - 48;
    if (digit === -3 && at > 1) return turn;
    if (digit < 0 || digit > 9) return 0;
    turn = turn * 10 + digit;
  }
  return 0;
}

/** Objects in the order in which they were made; those from elsewhere by their ids. */
export const earlier = (a: string, b: string) => turnOf(a) - turnOf(b) || (a < b ? -1 : a > b ? 1 : 0);

/** Ids for the next objects: each sorts behind the others and is never used again, also not after a deletion. */
export function newObjectIds(ids: Iterable<string>): () => string {
  let last = 0;
  for (const id of ids) last = Math.max(last, turnOf(id));
  return () => `o${(last += 1)}-${newId().slice(0, wide)}`;
}

export function newObjectId(ids: Iterable<string>): string {
  return newObjectIds(ids)();
}

/** The objects in the order in which they were made, which undo and redo don't change. */
export function objectsOf(records: Records): LabelledObject[] {
  const found = Object.entries(records).flatMap(([key, value]) => (key.startsWith("objects/") ? [asObject(value)] : []));
  return found.sort((a, b) => earlier(a.id, b.id));
}

export function relationsOf(records: Records): Relation[] {
  const keys = Object.keys(records).filter((key) => key.startsWith("relations/"));
  return keys.sort().map((key) => asRelation(records[key] ?? null));
}

export function inOrder(ids: readonly string[]): string[] {
  return [...ids].sort(earlier);
}

// Documents are checked by the server and by what writes them here, so records are taken at their word.
export const asObject = (value: Json) => value as unknown as LabelledObject;
export const asRelation = (value: Json) => value as unknown as Relation;
export const asJson = (value: LabelledObject | Relation) => value as unknown as Json;

export type LabelClass = Ontology["classes"][number];

/** Classes that can be drawn with one geometry. */
export function classesFor(ontology: Ontology, geometry: string): LabelClass[] {
  return ontology.classes.filter((each) => each.geometry.includes(geometry));
}

/** How a class is called by people. */
export function classTitle(ontology: Ontology, name: string): string {
  return ontology.classes.find((each) => each.name === name)?.title ?? name;
}

/** How an object is called: its class, and its number among all of the task. */
export function nameOf(ontology: Ontology, object: LabelledObject, n: number): string {
  return t("objects.numbered", { title: classTitle(ontology, object.class), n });
}
