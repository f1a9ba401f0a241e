import type { LabelledObject, Ontology, Relation } from "@/api/types";
import type { Part } from "@/editor/beside";
import type { Json } from "@/editor/json";
import type { Hand } from "@/editor/tool";
import { asJson, asObject, asRelation, idOf, inOrder, newObjectId, newObjectIds, objectKey, relationKey } from "./records";

export type ObjectInput =
  | { readonly type: "select"; readonly ids: readonly string[]; readonly how?: "only" | "add" | "toggle" }
  | { readonly type: "step"; readonly by: number }
  | { readonly type: "hover"; readonly id: string | null }
  | { readonly type: "classify"; readonly name: string }
  | { readonly type: "delete" }
  | { readonly type: "relate"; readonly from: string; readonly to: string; readonly relation: string }
  | { readonly type: "unrelate"; readonly key: string }
  | { readonly type: "hide" | "lock"; readonly ids: readonly string[]; readonly on: boolean }
  | {
      readonly type: "paste";
      readonly objects: readonly LabelledObject[];
      readonly relations: readonly Relation[];
      /** How many copies of these the task has already: each is put beside the one before. */
      readonly times?: number;
    };

/** What passes: which objects are meant, hidden or safe from the hand, and the class of the next one. None of it is part of the answer. */
export interface ObjectPassing {
  readonly selected: ReadonlySet<string>;
  readonly hovered: string | null;
  readonly hidden: ReadonlySet<string>;
  readonly locked: ReadonlySet<string>;
  /** The class that the next object gets. */
  readonly current: string;
}

export function firstObjects(ontology: Ontology): ObjectPassing {
  return { selected: new Set(), hovered: null, hidden: new Set(), locked: new Set(), current: ontology.classes[0]?.name ?? "" };
}

type ObjectHand = Hand<ObjectPassing>;

/** The objects that are meant and may be changed. */
export function meant(hand: Pick<ObjectHand, "get" | "passing">): LabelledObject[] {
  const { selected, locked } = hand.passing;
  return inOrder([...selected]).flatMap((id) => {
    const held = locked.has(id) ? null : hand.get(objectKey(id));
    return held === null ? [] : [asObject(held)];
  });
}

/** Adds an object and means it; the caller commits. */
export function addObject(hand: ObjectHand, made: Omit<LabelledObject, "id">, id?: string): string {
  const [added = ""] = addObjects(hand, [made], id);
  hand.pass({ selected: new Set([added]) });
  return added;
}

/** Where copies go in this item: beside what they are copies of, and never out of it. */
export type Place = (objects: readonly LabelledObject[], times: number) => readonly LabelledObject[];
/** Adds several objects, looking through those that are there but once, unless the first one's id is known; the caller commits. */
export function addObjects(hand: ObjectHand, made: readonly Omit<LabelledObject, "id">[], first?: string): string[] {
  let last = first ?? newObjectId(hand.keys("objects/").map(idOf));
  return made.map((each, at) => {
    if (at > 0) last = newObjectId([last]);
    hand.put(objectKey(last), asJson({ id: last, ...each }));
    return last;
  });
}

/** Lets one object lead to another, if the ontology has such a relation between them; the caller commits. */
export function relateObjects(ontology: Ontology, hand: ObjectHand, made: Relation): void {
  if (made.from === made.to) return;
  if (!relationFits(ontology, made.type, hand.get(objectKey(made.from)), hand.get(objectKey(made.to)))) return;
  hand.put(relationKey(made), asJson(made));
}

/** Whatever objects are, they are meant, classified, described, related, hidden, locked, copied and deleted in one way. */
export function objectsTool(ontology: Ontology, place: Place = (objects) => objects): Part<ObjectPassing> {
  const classNamed = (name: string) => ontology.classes.find((each) => each.name === name);
  const put = (hand: ObjectHand, object: LabelledObject) => hand.put(objectKey(object.id), asJson(object));

  const select = ({ ids, how = "only" }: Extract<ObjectInput, { type: "select" }>, hand: ObjectHand) => {
    const selected = new Set(how === "only" ? [] : hand.passing.selected);
    for (const id of ids) {
      if (how === "toggle" && selected.has(id)) selected.delete(id);
      else selected.add(id);
    }
    hand.pass({ selected });
  };

  /** The one after, or before, what is meant; round again at the ends. */
  const stepped = ({ by }: { by: number }, hand: ObjectHand) => {
    const ids = inOrder(hand.keys("objects/").map(idOf)).filter((id) => !hand.passing.hidden.has(id));
    const at = ids.findIndex((id) => hand.passing.selected.has(id));
    const next = ids[at < 0 ? (by > 0 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length];
    if (next !== undefined) hand.pass({ selected: new Set([next]) });
  };

  const classify = ({ name }: { name: string }, hand: ObjectHand) => {
    const next = classNamed(name);
    if (!next) return;
    hand.pass({ current: name });
    const asked = new Set(next.attributes.map((attribute) => attribute.name));
    for (const object of meant(hand)) {
      if (object.class === name || !next.geometry.includes(object.geometry.type)) continue;
      // What the other class isn't asked about would be refused.
      const attributes = Object.fromEntries(Object.entries(object.attributes ?? {}).filter(([key]) => asked.has(key)));
      put(hand, { ...object, class: name, attributes });
    }
    hand.commit();
  };

  const remove = (hand: ObjectHand) => {
    const gone = new Set(meant(hand).map(({ id }) => id));
    for (const id of gone) hand.remove(objectKey(id));
    for (const key of hand.keys("relations/")) {
      const { from, to } = asRelation(hand.get(key));
      if (gone.has(from) || gone.has(to)) hand.remove(key);
    }
    hand.commit();
    hand.pass({ selected: new Set(), hovered: null });
  };

  const relate = ({ from, to, relation }: { from: string; to: string; relation: string }, hand: ObjectHand) => {
    relateObjects(ontology, hand, { from, to, type: relation });
    hand.commit();
  };

  const paste = ({ objects, relations, times = 0 }: Extract<ObjectInput, { type: "paste" }>, hand: ObjectHand) => {
    const names = new Map<string, string>();
    const nextId = newObjectIds(hand.keys("objects/").map(idOf));
    for (const { id, ...copied } of place(objects, times)) {
      const target = classNamed(copied.class);
      if (target?.geometry.includes(copied.geometry.type)) names.set(id, addObject(hand, copied, nextId()));
    }
    for (const { from, to, type } of relations) {
      const made = { from: names.get(from), to: names.get(to), type };
      if (made.from === undefined || made.to === undefined || !ontology.relations.some(({ name }) => name === type)) continue;
      const relation: Relation = { from: made.from, to: made.to, type };
      hand.put(relationKey(relation), asJson(relation));
    }
    hand.commit();
    if (names.size > 0) hand.pass({ selected: new Set(names.values()) });
  };

  const mark = (of: "hidden" | "locked", ids: readonly string[], on: boolean, hand: ObjectHand) => {
    const next = new Set(hand.passing[of]);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    hand.pass(of === "hidden" ? { hidden: next } : { locked: next });
  };

  /** Handlers that change no state. */
  const staying =
    <T>(act: (input: T, hand: ObjectHand) => void) =>
    (input: T, hand: ObjectHand) => {
      act(input, hand);
      return undefined;
    };
  const on = {
    select: staying(select),
    step: staying(stepped),
    hover: staying((input: { id: string | null }, hand) => {
      if (hand.passing.hovered !== input.id) hand.pass({ hovered: input.id });
    }),
    classify: staying(classify),
    delete: staying((_: unknown, hand) => remove(hand)),
    relate: staying(relate),
    unrelate: staying((input: { key: string }, hand) => {
      hand.remove(input.key);
      hand.commit();
    }),
    hide: staying((input: { ids: readonly string[]; on: boolean }, hand) => mark("hidden", input.ids, input.on, hand)),
    lock: staying((input: { ids: readonly string[]; on: boolean }, hand) => mark("locked", input.ids, input.on, hand)),
    paste: staying(paste),
  };
  return { name: "objects", on };
}

/** Whether the ontology lets this relation lead from one object to the other. */
export function relationFits(ontology: Ontology, relation: string, from: Json, to: Json): boolean {
  const type = ontology.relations.find(({ name }) => name === relation);
  if (!type || from === null || to === null) return false;
  const fits = (classes: readonly string[], end: Json) => classes.length === 0 || classes.includes(asObject(end).class);
  return fits(type.from, from) && fits(type.to, to);
}
