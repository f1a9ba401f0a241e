import type { Ontology } from "@/api/types";
import type { Records } from "@/editor/document";
import { checkAnswers } from "../form/check";
import { answersOf } from "../form/questions";
import type { TaskFault } from "../task";
import { t } from "@/app/messages";
import { classTitle, objectsOf } from "./records";

/** Everything that keeps a task's answer from being submitted: of its questions and of each object. The server checks again. */
export function checkTask(ontology: Ontology, records: Records): TaskFault[] {
  const ofObjects = objectsOf(records).flatMap((each, at) => {
    const attributes = ontology.classes.find(({ name }) => name === each.class)?.attributes ?? [];
    const name = t("objects.numbered", { title: classTitle(ontology, each.class), n: at + 1 });
    return checkAnswers(attributes, each.attributes ?? {}).map(({ text }) => ({ object: each.id, text: `${name}: ${text}` }));
  });
  return [...ofObjects, ...checkAnswers(ontology.questions, answersOf(records))];
}
