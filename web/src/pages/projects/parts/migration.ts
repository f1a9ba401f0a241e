import type { Ontology, Question, Rename } from "@/api/types";

/** Something of the version before that the new one hasn't under its name, and what it may be called there. */
export interface Gone {
  key: string;
  rename: Omit<Rename, "to">;
  title: string;
  /** Where it stood: the question of an option, the class of an attribute. */
  within: string;
  choices: readonly { name: string; title: string }[];
}

interface Named {
  name: string;
  title: string;
}

interface Classed extends Named {
  attributes: readonly Question[];
}

const classesOf = ({ classes }: Ontology) => classes as unknown as readonly Classed[];
const relationsOf = ({ relations }: Ontology) => relations as unknown as readonly Named[];

type Place = Pick<Rename, "kind" | "class" | "question">;

export const keyOf = ({ kind, class: of, question, from }: Omit<Rename, "to">) => [kind, of ?? "", question ?? "", from].join("\n");

/** Every name that has to be mapped or dropped, given what is mapped already. */
export function goneFrom(before: Ontology, after: Ontology, renames: readonly Rename[]): Gone[] {
  const chosen = new Map(renames.map((rename) => [keyOf(rename), rename.to ?? null]));
  const all: Gone[] = [];
  const each = <T extends Named>(was: readonly T[], now: readonly T[], place: Place, within: string, inside: (from: T, to: T) => void) => {
    for (const from of was) {
      const rename = { ...place, from: from.name };
      const kept = now.find(({ name }) => name === from.name);
      if (!kept) {
        const choices = now.map(({ name, title }) => ({ name, title: title || name }));
        all.push({ key: keyOf(rename), rename, title: from.title || from.name, within, choices });
      }
      const to = kept ?? now.find(({ name }) => name === chosen.get(keyOf(rename)));
      if (to) inside(from, to);
    }
  };
  const options = (of: string | null) => (from: Question, to: Question) => {
    if (to.options.length > 0)
      each(from.options, to.options, { kind: "option", class: of, question: from.name }, from.title || from.name, () => undefined);
  };
  each(before.questions, after.questions, { kind: "question", class: null, question: null }, "", options(null));
  each(classesOf(before), classesOf(after), { kind: "class", class: null, question: null }, "", (from, to) =>
    each(
      from.attributes,
      to.attributes,
      { kind: "attribute", class: from.name, question: null },
      from.title || from.name,
      options(from.name),
    ),
  );
  each(relationsOf(before), relationsOf(after), { kind: "relation", class: null, question: null }, "", () => undefined);
  return all;
}

/** Of what was chosen, that which still has a place. */
export function standing(before: Ontology, after: Ontology, renames: readonly Rename[]): Rename[] {
  let kept = [...renames];
  for (;;) {
    const gone = new Map(goneFrom(before, after, kept).map((one) => [one.key, one]));
    const next = kept.filter((rename) => gone.get(keyOf(rename))?.choices.some(({ name }) => name === rename.to));
    if (next.length === kept.length) return next;
    kept = next;
  }
}
