import type { LabelledObject } from "@/api/types";
import { t } from "@/app/messages";
import { asJson, objectKey } from "../objects/records";
import type { MarkLook, PlaceNote } from "../looks";
import type { Shown } from "./showing";
import type { Thing } from "./things";

/** What a comment is about, if not the whole task. */
export interface Pin {
  readonly object?: string | null;
  readonly at?: { readonly x: number; readonly y: number } | null;
  readonly span?: { readonly start: number; readonly end: number } | null;
}

const pinColor = "var(--accent-text)";

/** What a comment is called where it is pinned to. */
export const pinName = (at: number) => t("review.pinName", { n: at + 1 });

/** The thing that a comment is about: it may name one person's object. */
export function pinnedThing(things: readonly Thing[], pin: Pin | null | undefined): Thing | undefined {
  const id = pin?.object;
  if (id == null) return undefined;
  return things.find((thing) => thing.id === id) ?? things.find(({ sources }) => sources.some(({ object }) => object.id === id));
}

/** Comments on what is shown, each where it is pinned to. */
export function withPins(shown: Shown, things: readonly Thing[], pins: readonly (Pin | null)[]): Shown {
  if (pins.every((pin) => pin === null)) return shown;
  const records = { ...shown.records };
  const looks = new Map(shown.looks);
  pins.forEach((pin, at) => {
    const name = pinName(at);
    const thing = pinnedThing(things, pin);
    const look = thing && looks.get(thing.id);
    if (thing && look) {
      looks.set(thing.id, { ...look, note: [look.note, name].filter(Boolean).join(" · ") });
      return;
    }
    const geometry = geometryOf(pin);
    if (!geometry) return;
    const id = `pin~${at}`;
    records[objectKey(id)] = asJson({ id, class: "", geometry });
    looks.set(id, { color: pinColor, name });
  });
  return { ...shown, records, looks };
}

/** A comment on an answer of one's own. */
export interface Commented {
  readonly id: string;
  readonly pin: Pin | null;
  readonly said: string;
}

/** Comments on an answer that is open for work, whose document has no marks for them: how its own marks look by them, and the places of the others. */
export function pinned(comments: readonly Commented[], has: (object: string) => boolean) {
  const looks = new Map<string, MarkLook>();
  const notes: PlaceNote[] = [];
  comments.forEach(({ id, pin, said }, at) => {
    const name = pinName(at);
    const object = pin?.object;
    if (object != null && has(object))
      looks.set(object, { ring: pinColor, note: [looks.get(object)?.note, name].filter(Boolean).join(" · ") });
    else if (pin?.at || pin?.span) notes.push({ id, name, said, at: pin.at ?? null, span: pin.span ?? null });
  });
  return { looks, notes };
}

function geometryOf(pin: Pin | null): LabelledObject["geometry"] | null {
  if (pin?.at) return { type: "points", points: [[pin.at.x, pin.at.y]] };
  if (pin?.span) return { type: "span", start: pin.span.start, end: pin.span.end };
  return null;
}
