import type { AnswerDocument, Ontology } from "@/api/types";
import type { Records } from "@/editor/document";
import { answerKey, answersOf, keptAnswers } from "./form/questions";
import { objectKey, objectsOf, relationKey, relationsOf } from "./objects/records";

/** What is submitted: answers and attributes that aren't asked for are dropped, whether hidden objects are seen or not plays no part. */
export function toDocument(ontology: Ontology, records: Records): AnswerDocument {
  const objects = objectsOf(records).map((each) => {
    const attributes = ontology.classes.find(({ name }) => name === each.class)?.attributes ?? [];
    return { ...each, attributes: keptAnswers(attributes, each.attributes ?? {}) };
  });
  return { version: 1, objects, tracks: [], relations: relationsOf(records), answers: keptAnswers(ontology.questions, answersOf(records)) };
}

export function toRecords(document: AnswerDocument | null): Records {
  if (!document) return {};
  return Object.fromEntries([
    ...Object.entries(document.answers).map(([name, answer]) => [answerKey(name), answer] as const),
    ...document.objects.map((each) => [objectKey(each.id), each] as const),
    ...document.relations.map((each) => [relationKey(each), each] as const),
  ]);
}
