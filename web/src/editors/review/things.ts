import type { AnswerDocument, LabelledObject, ProposalFact } from "@/api/types";
import type { Json } from "@/editor/json";
import { sameJson } from "@/editor/json";
import { inOrder } from "../objects/records";

/** One person's answer among several. */
export interface Voice {
  readonly annotationId: string;
  readonly author: { readonly id: string; readonly name: string };
  /** Its place among the others, for its line and colour. */
  readonly n: number;
  readonly document: AnswerDocument;
  readonly counted: boolean;
}

/** What one person made of a thing. */
export interface Source {
  readonly voice: Voice;
  readonly object: LabelledObject;
  /** What they say of it otherwise than the proposal: `class`, or an attribute's name. */
  readonly differs: readonly string[];
}

/** How much people agree about a thing: all marked it alike, alike but some didn't mark it, only one did, or they say different things. */
export type Accord = "agreed" | "some" | "one" | "differs";

/** One thing in an item, as several people see it. */
export interface Thing {
  readonly id: string;
  readonly object: LabelledObject;
  /** Its number among all things, so that it is called the same wherever it is shown. */
  readonly n: number;
  /** Whether the proposal has it; otherwise it was left out. */
  readonly believed: boolean;
  readonly fact: ProposalFact | null;
  readonly sources: readonly Source[];
  /** Those who could have marked it and didn't. */
  readonly missing: readonly Voice[];
  readonly accord: Accord;
}

interface Proposed {
  readonly proposal: AnswerDocument;
  readonly leftOut: AnswerDocument;
  readonly facts: readonly ProposalFact[];
}

/** The things of an item, what is least settled first. */
export function thingsOf({ proposal, leftOut, facts }: Proposed, voices: readonly Voice[]): Thing[] {
  const factOf = new Map(facts.map((fact) => [fact.id, fact]));
  const all = [
    ...proposal.objects.map((object) => ({ object, believed: true })),
    ...leftOut.objects.map((object) => ({ object, believed: false })),
  ];
  // What is left out comes behind, so that the others are called here what they are in the editor.
  const places = new Map([proposal, leftOut].flatMap(({ objects }) => inOrder(objects.map(({ id }) => id))).map((id, at) => [id, at + 1]));
  const counted = voices.filter((voice) => voice.counted);
  const held = new Map(
    counted.map((voice) => [voice.author.id, { voice, objects: new Map(voice.document.objects.map((o) => [o.id, o])) }]),
  );
  const things = all.map(({ object, believed }): Thing => {
    const fact = factOf.get(object.id) ?? null;
    const sources = (fact?.sources ?? []).flatMap(({ authorId, objectId }) => {
      const of = held.get(authorId);
      const theirs = of?.objects.get(objectId);
      return of && theirs ? [{ voice: of.voice, object: theirs, differs: differing(object, theirs) }] : [];
    });
    const by = new Set(sources.map(({ voice }) => voice.annotationId));
    const missing = fact ? counted.filter(({ annotationId }) => !by.has(annotationId)) : [];
    return { id: object.id, object, n: places.get(object.id) ?? 0, believed, fact, sources, missing, accord: accordOf(sources, missing) };
  });
  return things.sort(byNeed);
}

function accordOf(sources: readonly Source[], missing: readonly Voice[]): Accord {
  if (sources.some(({ differs }) => differs.length > 0)) return "differs";
  if (missing.length === 0) return "agreed";
  return sources.length === 1 ? "one" : "some";
}

/** What is open comes first, then what the fewest are sure of. */
function byNeed(a: Thing, b: Thing): number {
  const [openA, openB] = [a.fact?.open.length ?? 0, b.fact?.open.length ?? 0];
  return Number(openB > 0) - Number(openA > 0) || sure(a) - sure(b) || a.n - b.n;
}

/** Belief in what the proposal does with it: that it is there, or that it isn't. */
const sure = ({ fact, believed }: Thing) => (fact ? (believed ? fact.confidence : 1 - fact.existence) : 1);

/** What two objects that mark one thing say differently about it, besides where it is. */
export function differing(a: LabelledObject, b: LabelledObject): string[] {
  const names = new Set([...Object.keys(a.attributes ?? {}), ...Object.keys(b.attributes ?? {})]);
  const value = (of: LabelledObject, name: string): Json => (of.attributes ?? {})[name] ?? null;
  return [...(a.class === b.class ? [] : ["class"]), ...[...names].filter((name) => !sameJson(value(a, name), value(b, name)))];
}

/** Whether people see it in more than one way: what a reviewer has to look at. */
export const isDisputed = ({ accord, fact }: Thing) => accord !== "agreed" || (fact?.open.length ?? 0) > 0;
