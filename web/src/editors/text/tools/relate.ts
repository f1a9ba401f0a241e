import type { Ontology } from "@/api/types";
import type { Part } from "@/editor/beside";
import { objectKey } from "../../objects/records";
import { relateObjects, relationFits, type ObjectPassing } from "../../objects/tool";
import { staying, type TextHand, type TextInput, type TextPassing } from "../passing";
import { spansIn } from "../spans";
import type { TextModel } from "../TextModel";

type RelatePart = Part<TextPassing & ObjectPassing>;
type Is<T extends TextInput["type"]> = Extract<TextInput, { type: T }>;

/** The types of relation that may lead from one span to another. */
export function fitting(ontology: Ontology, held: Pick<TextHand, "get">, from: string, to: string): Ontology["relations"] {
  if (from === to) return [];
  return ontology.relations.filter(({ name }) => relationFits(ontology, name, held.get(objectKey(from)), held.get(objectKey(to))));
}

/** Says how spans belong together: pull from one to another, or aim with the keyboard; which relation is asked where several fit. */
export function relateTool(model: TextModel, ontology: Ontology): RelatePart {
  const targets = (hand: TextHand, from: string) =>
    spansIn(model, hand).filter(({ id }) => id !== from && !hand.passing.hidden.has(id) && fitting(ontology, hand, from, id).length > 0);

  const start = (hand: TextHand, from: string, to: string | null) => {
    hand.pass({ pull: { from, to, asks: to !== null }, arc: null, range: null });
    return pulling;
  };
  const end = (hand: TextHand) => {
    hand.pass({ pull: null });
    return resting;
  };
  const abandon = (_: unknown, hand: TextHand) => end(hand);
  const relate = (hand: TextHand, relation: string) => {
    const { pull } = hand.passing;
    if (pull?.to == null) return end(hand);
    relateObjects(ontology, hand, { from: pull.from, to: pull.to, type: relation });
    hand.commit();
    return end(hand);
  };
  /** Done if there is one thing that it can mean. */
  const settleOn = (hand: TextHand, to: string | null) => {
    const { pull } = hand.passing;
    if (!pull || to === null) return end(hand);
    const types = fitting(ontology, hand, pull.from, to);
    hand.pass({ pull: { ...pull, to, asks: types.length > 1 } });
    const [only, more] = types;
    if (!only) return end(hand);
    return more ? undefined : relate(hand, only.name);
  };

  const resting: RelatePart = {
    name: "relations",
    on: {
      pull: ({ from }: Is<"pull">, hand: TextHand) => start(hand, from, null),
      aim: (_: unknown, hand: TextHand) => {
        const [from, other] = [...hand.passing.selected];
        if (from === undefined || ontology.relations.length === 0) return undefined;
        const near = targets(hand, from);
        const here = spansIn(model, hand).find(({ id }) => id === from);
        const next = near.find(({ id }) => id === other) ?? near.find((span) => span.start >= (here?.start ?? 0)) ?? near.at(-1);
        return next ? start(hand, from, next.id) : undefined;
      },
    },
  };
  const pulling: RelatePart = {
    name: "pulling",
    on: {
      pullTo: staying(({ id }: Is<"pullTo">, hand: TextHand) => {
        const { pull } = hand.passing;
        if (!pull || pull.asks) return;
        const fits = id !== null && fitting(ontology, hand, pull.from, id).length > 0;
        if (pull.to !== (fits ? id : null)) hand.pass({ pull: { ...pull, to: fits ? id : null } });
      }),
      letGo: (_: unknown, hand: TextHand) => settleOn(hand, hand.passing.pull?.to ?? null),
      select: ({ ids }: { ids: readonly string[] }, hand: TextHand) => settleOn(hand, ids[0] ?? null),
      step: staying(({ by }: { by: number }, hand: TextHand) => {
        const { pull } = hand.passing;
        if (!pull) return;
        const near = targets(hand, pull.from);
        const at = near.findIndex(({ id }) => id === pull.to);
        const next = near[(Math.max(0, at) + by + near.length) % near.length];
        if (next) hand.pass({ pull: { ...pull, to: next.id, asks: true } });
      }),
      relateAs: ({ relation }: Is<"relateAs">, hand: TextHand) => relate(hand, relation),
      aim: (_: unknown, hand: TextHand) => {
        const { pull } = hand.passing;
        const [first] = pull?.to == null ? [] : fitting(ontology, hand, pull.from, pull.to);
        return first ? relate(hand, first.name) : end(hand);
      },
      delete: abandon,
      undo: abandon,
      redo: abandon,
      cancel: abandon,
    },
  };
  return resting;
}
