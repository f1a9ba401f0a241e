import type { Hand } from "@/editor/tool";
import type { ObjectPassing } from "../objects/tool";
import type { TaskPassing } from "../task";
import type { Stretch } from "./TextModel";

/** What is about to be marked, in units of the string; the anchor is the word that it grew from. */
export interface Range extends Stretch {
  readonly anchor: Stretch;
}

/** A relation that is being drawn: from a span, to the one that is meant now. */
export interface Pull {
  readonly from: string;
  readonly to: string | null;
  /** Both ends are clear and several types fit: which one is asked. */
  readonly asks: boolean;
}

/** What passes while a text is marked. None of it is part of the answer. */
export interface TextPassing {
  readonly range: Range | null;
  /** A range is growing under the pointer. */
  readonly dragging: boolean;
  /** Where the keyboard goes on from. */
  readonly place: number;
  /** Single characters instead of words. */
  readonly fine: boolean;
  readonly pull: Pull | null;
  /** The relation that is meant, by key. */
  readonly arc: string | null;
}

export const firstText: TextPassing = { range: null, dragging: false, place: 0, fine: false, pull: null, arc: null };

export type TextHand = Hand<TextPassing & ObjectPassing>;
export type Passing = TextPassing & TaskPassing;

export type TextInput =
  // marking with the pointer
  | { readonly type: "press"; readonly at: number }
  | { readonly type: "drag"; readonly at: number; readonly fine: boolean }
  | { readonly type: "release" }
  | { readonly type: "mark"; readonly stretch: Stretch; readonly more?: boolean }
  // marking with the keyboard
  | { readonly type: "markRange" }
  | { readonly type: "everywhere" }
  // the cursor
  | { readonly type: "walk"; readonly by: 1 | -1; readonly over: "token" | "character" | "paragraph" | "text"; readonly extend: boolean }
  | { readonly type: "place"; readonly at: number }
  | { readonly type: "goTo"; readonly at: number; readonly extend: boolean }
  | { readonly type: "fine"; readonly on: boolean }
  | { readonly type: "cancel" }
  // the ends of a span
  | { readonly type: "grab"; readonly id: string; readonly end: "start" | "end" }
  | { readonly type: "grabTo"; readonly at: number; readonly fine: boolean }
  | { readonly type: "drop" }
  | { readonly type: "nudge"; readonly end: "start" | "end"; readonly by: 1 | -1 }
  | { readonly type: "stretchTo"; readonly at: number; readonly fine: boolean }
  // relations
  | { readonly type: "pull"; readonly from: string }
  | { readonly type: "pullTo"; readonly id: string | null }
  | { readonly type: "letGo" }
  | { readonly type: "aim" }
  | { readonly type: "relateAs"; readonly relation: string }
  | { readonly type: "arc"; readonly key: string | null };

/** A handler that leaves the tool in its state. */
export const staying =
  <T>(act: (input: T, hand: TextHand) => void) =>
  (input: T, hand: TextHand) => {
    act(input, hand);
    return undefined;
  };
