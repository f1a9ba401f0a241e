import type { Question } from "@/api/types";
import type { Json } from "@/editor/json";

/** Options from best to worst; those of one group are tied. */
export type Groups = readonly (readonly string[])[];

export function groupsOf(answer: Json): Groups {
  return Array.isArray(answer) ? (answer as Groups) : [];
}

/** The places of one group stand in the ontology's order; without any group there is no answer. */
function settled(question: Question, groups: Groups): Json {
  const order = question.options.map(({ name }) => name);
  const full = groups.filter((group) => group.length > 0);
  return full.length === 0 ? null : full.map((group) => [...group].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
}

const without = (groups: Groups, value: string) => groups.map((group) => group.filter((name) => name !== value));
const placeOf = (groups: Groups, value: string) => groups.findIndex((group) => group.includes(value));

/** Puts an option on the next place, or takes it out if it has one. */
export function toggleRank(question: Question, answer: Json, value: string): Json {
  const groups = groupsOf(answer);
  return settled(question, placeOf(groups, value) >= 0 ? without(groups, value) : [...groups, [value]]);
}

/** One place up (−1) or down (1): out of a tie first, then past the neighbour. */
export function moveRank(question: Question, answer: Json, value: string, by: -1 | 1): Json {
  const groups = groupsOf(answer);
  const at = placeOf(groups, value);
  const group = groups[at];
  if (!group) return answer;
  if (group.length > 1) {
    const rest = group.filter((name) => name !== value);
    return settled(
      question,
      groups.flatMap((each, place) => (place !== at ? [each] : by < 0 ? [[value], rest] : [rest, [value]])),
    );
  }
  const next = groups.filter((_, place) => place !== at);
  next.splice(Math.min(next.length, Math.max(0, at + by)), 0, group);
  return settled(question, next);
}

/** Ties an option with the place before it, or takes it out of its tie to the place behind. */
export function tieRank(question: Question, answer: Json, value: string): Json {
  const groups = groupsOf(answer);
  const at = placeOf(groups, value);
  const group = groups[at];
  if (!group) return answer;
  if (group.length > 1) return moveRank(question, answer, value, 1);
  if (at === 0) return answer;
  return settled(
    question,
    groups.flatMap((each, place) => (place === at ? [] : place === at - 1 ? [[...each, value]] : [each])),
  );
}
