import type { LabelledObject, Ontology } from "@/api/types";
import type { Records } from "@/editor/document";
import { t } from "@/app/messages";
import type { Dash, MarkLook } from "../looks";
import { asJson, asObject, classTitle, idOf, nameOf, objectKey } from "../objects/records";
import type { ObjectMark } from "./marks";
import type { DocumentChange } from "./outcomes";
import { isDisputed, type Thing, type Voice } from "./things";

/** What one pane shows: its marks, how each looks, and which thing each of them is. */
export interface Shown {
  readonly records: Records;
  readonly looks: ReadonlyMap<string, MarkLook>;
  readonly thingOf: ReadonlyMap<string, string>;
}

const lines: readonly Dash[] = ["dashes", "dots", "long", "dashdot"];
const people = 6;
export const personColor = (n: number) => `var(--person-${n % people})`;
export const personLine = (n: number): Dash => lines[n % lines.length] ?? "dashes";

export const different = "var(--different)";
const gone = "var(--bad)";
const come = "var(--good)";

class Showing {
  readonly records: Record<string, Records[string]> = {};
  readonly looks = new Map<string, MarkLook>();
  readonly thingOf = new Map<string, string>();

  add(id: string, object: LabelledObject, look: MarkLook, thing: string): void {
    this.records[objectKey(id)] = asJson({ ...object, id });
    this.looks.set(id, look);
    this.thingOf.set(id, thing);
  }
}

export interface ProposalView {
  readonly ontology: Ontology;
  readonly things: readonly Thing[];
  readonly now: Records;
  readonly marks: ReadonlyMap<string, ObjectMark>;
  /** Whose marks lie over it. */
  readonly over: readonly Voice[];
  /** What everybody marked alike isn't shown again for each of them. */
  readonly onlyDifferences: boolean;
  readonly picked: string;
}

/** How a thing is called, with what else it was called, and how many marked it where that says something. */
export function thingName(ontology: Ontology, { object, n, fact, sources, believed }: Thing, as = object): string {
  const others = [...new Set(sources.map((source) => source.object.class))].filter((each) => each !== as.class);
  const own = nameOf(ontology, as, n);
  const name = [own, ...others.map((each) => classTitle(ontology, each))].join(t("review.nameOr"));
  if (!fact || fact.votes >= fact.seen) return name;
  return t(believed ? "review.nameVotes" : "review.nameLeftOut", { name, votes: fact.votes, seen: fact.seen });
}

/** The proposal as it stands now, what was rejected or left out faintly, and over it what each person marked. */
export function showProposal({ ontology, things, now, marks, over, onlyDifferences, picked }: ProposalView): Shown {
  const shown = new Showing();
  const known = new Map(things.map((thing) => [thing.id, thing]));
  for (const thing of things) {
    const held = now[objectKey(thing.id)];
    const ring = isDisputed(thing) ? { ring: different } : {};
    const mark = marks.get(thing.id);
    if (held !== undefined) {
      const object = asObject(held);
      // What somebody judged isn't in need of a look any more.
      shown.add(thing.id, object, { ...(mark ? {} : ring), name: thingName(ontology, thing, object) }, thing.id);
    } else if (mark?.verdict === "rejected") {
      shown.add(
        thing.id,
        mark.object,
        { thin: true, dash: "dashes", color: gone, name: t("review.nameRejected", { name: thingName(ontology, thing) }) },
        thing.id,
      );
    } else if (thing.believed) {
      shown.add(
        thing.id,
        thing.object,
        { thin: true, dash: "dashes", color: gone, name: t("review.nameRejected", { name: thingName(ontology, thing) }) },
        thing.id,
      );
    } else if (over.length > 0 || picked === thing.id) {
      shown.add(thing.id, thing.object, { thin: true, dash: "long", ...ring, name: thingName(ontology, thing) }, thing.id);
    }
  }
  for (const [key, value] of Object.entries(now)) {
    if (key.startsWith("answers/") || key.startsWith("marks/")) continue;
    if (key.startsWith("relations/")) shown.records[key] = value;
    else if (!known.has(idOf(key))) {
      const object = asObject(value);
      shown.add(object.id, object, { name: t("review.nameAdded", { title: classTitle(ontology, object.class) }) }, object.id);
    }
  }
  for (const thing of things) {
    const worth = !onlyDifferences || isDisputed(thing) || thing.id === picked;
    for (const { voice, object, differs } of thing.sources) {
      if (!worth || !over.includes(voice)) continue;
      // The same stretch of text with the same name, once for each person, is a heap of lines that say nothing.
      const same = differs.length === 0 && sameSpan(object, thing.object);
      if (same && thing.id !== picked) continue;
      // In a text each has a line of its own; in a picture names over each other say nothing.
      const name =
        object.geometry.type === "span" && (differs.includes("class") || thing.id === picked)
          ? t("review.nameBy", { name: voice.author.name, title: classTitle(ontology, object.class) })
          : "";
      shown.add(`${voice.n}~${object.id}`, object, { color: personColor(voice.n), dash: personLine(voice.n), thin: true, name }, thing.id);
    }
  }
  return shown;
}

const sameSpan = (a: LabelledObject, b: LabelledObject) =>
  a.geometry.type === "span" &&
  b.geometry.type === "span" &&
  a.geometry["start"] === b.geometry["start"] &&
  a.geometry["end"] === b.geometry["end"];

/** What one person marked: outlined where others see it otherwise, and, as an empty outline, what they didn't mark. */
export function showVoice(ontology: Ontology, things: readonly Thing[], voice: Voice): Shown {
  const shown = new Showing();
  const thingOf = new Map<string, { thing: Thing; differs: readonly string[] }>();
  for (const thing of things)
    for (const source of thing.sources) if (source.voice === voice) thingOf.set(source.object.id, { thing, differs: source.differs });
  for (const object of voice.document.objects) {
    const found = thingOf.get(object.id);
    if (!found) {
      shown.add(object.id, object, { name: classTitle(ontology, object.class) }, `${voice.n}~${object.id}`);
      continue;
    }
    const { thing, differs } = found;
    const alone = thing.accord === "one" || !thing.believed;
    const name = nameOf(ontology, object, thing.n);
    shown.add(object.id, object, { ...(differs.length > 0 || alone ? { ring: different } : {}), name }, thing.id);
  }
  for (const thing of things) {
    if (!thing.believed || !thing.missing.includes(voice)) continue;
    const name = t("review.nameMissing", { name: nameOf(ontology, thing.object, thing.n) });
    shown.add(`missing~${thing.id}`, thing.object, { thin: true, dash: "dots", color: different, name }, thing.id);
  }
  for (const { from, to, type } of voice.document.relations) shown.records[`relations/${from} ${type} ${to}`] = asJson({ from, to, type });
  return shown;
}

/** What one revision has that another doesn't, and the other way round. */
export function showChange(ontology: Ontology, change: DocumentChange): Shown {
  const shown = new Showing();
  const title = (object: LabelledObject) => classTitle(ontology, object.class);
  for (const object of change.same) shown.add(object.id, object, { thin: true, name: "" }, object.id);
  for (const object of change.added)
    shown.add(object.id, object, { ring: come, name: t("history.nameAdded", { title: title(object) }) }, object.id);
  for (const object of change.removed)
    shown.add(
      object.id,
      object,
      { thin: true, dash: "dashes", color: gone, name: t("history.nameRemoved", { title: title(object) }) },
      object.id,
    );
  for (const { before, after, moved, differs } of change.changed) {
    // That it lies a little elsewhere is seen; a name beside each would hide it.
    if (moved) shown.add(`before~${before.id}`, before, { thin: true, dash: "dashes", color: "var(--text-3)", name: "" }, after.id);
    shown.add(
      after.id,
      after,
      { ring: different, name: differs.length > 0 ? t("history.nameChanged", { title: title(after) }) : "" },
      after.id,
    );
  }
  return shown;
}
