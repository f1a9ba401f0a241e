import type { LabelledObject, Ontology, Question } from "@/api/types";
import { aboutTheTask, type Asked, type Reading } from "../form/asked";
import { shownQuestions } from "../form/questions";
import type { TaskPassing } from "../task";
import { asJson, asObject, inOrder, objectKey } from "./records";
import { meant } from "./tool";

const prefix = "attribute:";

/** The name of an attribute among all that is asked: no question can have it. */
export const attributeFocus = (name: string) => `${prefix}${name}`;
export const isAttribute = (focus: string) => focus.startsWith(prefix);

type Held = Pick<Reading<TaskPassing>, "get" | "passing">;

/** The first object in hand, whose attributes are shown. */
export function inHand(held: Held): LabelledObject | null {
  const [first] = inOrder([...held.passing.selected]);
  const found = first === undefined ? null : held.get(objectKey(first));
  return found === null ? null : asObject(found);
}

const attributesOf = (ontology: Ontology, object: LabelledObject | null): readonly Question[] =>
  ontology.classes.find(({ name }) => name === object?.class)?.attributes ?? [];

/** An attribute as a question among all that is asked. */
export const asQuestion = (attribute: Question): Question => ({
  ...attribute,
  name: attributeFocus(attribute.name),
  title: attribute.title || attribute.name,
});

/** What the objects in hand are asked, as far as the first one's answers lead, as questions that keys can be led through. */
export function shownAttributes(ontology: Ontology, held: Held): Question[] {
  const object = inHand(held);
  return shownQuestions(attributesOf(ontology, object), object?.attributes ?? {}).map(asQuestion);
}

/** The question or attribute that the keys act on. */
export function questionInFocus(ontology: Ontology, held: Held): Question | undefined {
  const { focus } = held.passing;
  if (isAttribute(focus)) return shownAttributes(ontology, held).find(({ name }) => name === focus);
  return ontology.questions.find(({ name }) => name === focus);
}

/** The questions about the task, and those about the objects in hand: what is answered there holds for each that is asked it. */
export function askedIn<S extends TaskPassing>(ontology: Ontology): Asked<S> {
  const task = aboutTheTask<S>(ontology);
  const nameOf = (focus: string) => focus.slice(prefix.length);
  return {
    find: (hand, name) =>
      isAttribute(name)
        ? attributesOf(ontology, inHand(hand))
            .map(asQuestion)
            .find((each) => each.name === name)
        : task.find(hand, name),
    around: (hand, name) => (isAttribute(name) ? shownAttributes(ontology, hand) : task.around(hand, name)),
    answer: (hand, name) => (isAttribute(name) ? ((inHand(hand)?.attributes ?? {})[nameOf(name)] ?? null) : task.answer(hand, name)),
    put: (hand, name, value) => {
      if (!isAttribute(name)) task.put(hand, name, value);
      else
        for (const object of meant(hand)) {
          if (!attributesOf(ontology, object).some((attribute) => attribute.name === nameOf(name))) continue;
          const others = Object.fromEntries(Object.entries(object.attributes ?? {}).filter(([key]) => key !== nameOf(name)));
          hand.put(objectKey(object.id), asJson({ ...object, attributes: value === null ? others : { ...others, [nameOf(name)]: value } }));
        }
    },
  };
}
