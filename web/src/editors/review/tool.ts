import type { LabelledObject, Ontology, Relation } from "@/api/types";
import type { Part } from "@/editor/beside";
import type { Json } from "@/editor/json";
import type { Hand } from "@/editor/tool";
import { answerKey } from "../form/questions";
import { asJson, asRelation, objectKey, relationKey } from "../objects/records";
import { relationFits, type ObjectPassing } from "../objects/tool";
import { asMark, markJson, markKey } from "./marks";

export type ReviewInput =
  | { readonly type: "accept"; readonly ids: readonly string[] }
  | { readonly type: "reject"; readonly ids: readonly string[]; readonly reason: string; readonly comment: string }
  /** Takes back what was said about an object, and puts it back as it was proposed. */
  | { readonly type: "restore"; readonly object: LabelledObject; readonly relations: readonly Relation[] }
  /** Takes in something that the proposal leaves out, or that only one person has. */
  | { readonly type: "takeIn"; readonly object: LabelledObject }
  | { readonly type: "takeAnswer"; readonly question: string; readonly value: Json };

type ReviewHand = Hand<ObjectPassing>;

/** A verdict on single objects, each one step to undo. */
export function reviewTool(ontology: Ontology): Part<ObjectPassing> {
  const relationsAt = (hand: ReviewHand, id: string): Relation[] =>
    hand
      .keys("relations/")
      .map((key) => asRelation(hand.get(key)))
      .filter(({ from, to }) => from === id || to === id);
  const relate = (hand: ReviewHand, relations: readonly Relation[]) => {
    for (const relation of relations)
      if (relationFits(ontology, relation.type, hand.get(objectKey(relation.from)), hand.get(objectKey(relation.to))))
        hand.put(relationKey(relation), asJson(relation));
  };

  const accept = ({ ids }: { ids: readonly string[] }, hand: ReviewHand) => {
    for (const id of ids) if (hand.get(objectKey(id)) !== null) hand.put(markKey(id), markJson({ verdict: "accepted" }));
    hand.commit();
  };

  const reject = ({ ids, reason, comment }: Extract<ReviewInput, { type: "reject" }>, hand: ReviewHand) => {
    for (const id of ids) {
      const object = hand.get(objectKey(id)) as unknown as LabelledObject | null;
      const before = asMark(hand.get(markKey(id)));
      if (!object) {
        // Another reason for what is out already.
        if (before?.verdict === "rejected") hand.put(markKey(id), markJson({ ...before, reason, comment }));
        continue;
      }
      const relations = relationsAt(hand, id);
      for (const relation of relations) hand.remove(relationKey(relation));
      hand.remove(objectKey(id));
      hand.put(markKey(id), markJson({ verdict: "rejected", reason, comment, object, relations }));
    }
    hand.commit();
    hand.pass({ selected: new Set([...hand.passing.selected].filter((id) => !ids.includes(id))) });
  };

  const restore = ({ object, relations }: Extract<ReviewInput, { type: "restore" }>, hand: ReviewHand) => {
    hand.remove(markKey(object.id));
    hand.put(objectKey(object.id), asJson(object));
    relate(hand, relations);
    hand.commit();
  };

  const takeIn = ({ object }: { object: LabelledObject }, hand: ReviewHand) => {
    hand.put(objectKey(object.id), asJson(object));
    hand.put(markKey(object.id), markJson({ verdict: "accepted" }));
    hand.commit();
  };

  const takeAnswer = ({ question, value }: Extract<ReviewInput, { type: "takeAnswer" }>, hand: ReviewHand) => {
    hand.put(answerKey(question), value);
    hand.commit();
  };

  const staying =
    <T>(act: (input: T, hand: ReviewHand) => void) =>
    (input: T, hand: ReviewHand) => {
      act(input, hand);
      return undefined;
    };
  return {
    name: "review",
    on: {
      accept: staying(accept),
      reject: staying(reject),
      restore: staying(restore),
      takeIn: staying(takeIn),
      takeAnswer: staying(takeAnswer),
    },
  };
}
