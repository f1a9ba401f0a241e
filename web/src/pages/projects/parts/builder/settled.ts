import type { Ontology, Question } from "@/api/types";

/** The names that answers may already use: they stay when words change, so that no answer loses its question. */
export function settledNames({ classes, relations, questions }: Ontology): ReadonlySet<string> {
  const asked = (all: readonly Question[], scope: string) =>
    all.flatMap(({ name, options }) => [`${scope}${name}`, ...options.map((option) => `${scope}${name}/${option.name}`)]);
  return new Set([
    ...asked(questions, ""),
    ...classes.flatMap(({ name, attributes }) => [`class:${name}`, ...asked(attributes, `attribute:${name}/`)]),
    ...relations.map(({ name }) => `relation:${name}`),
  ]);
}
