import type { ReactNode } from "react";
import type { LabelledObject, Ontology } from "@/api/types";
import type { Command } from "@/editor/commands";
import type { Records } from "@/editor/document";
import type { Door } from "@/editor/door";
import type { Steps } from "@/editor/history";
import type { Part } from "@/editor/beside";
import type { FormFocus, FormInput } from "./form/tool";
import type { MarkLooks } from "./looks";
import type { ObjectInput, ObjectPassing } from "./objects/tool";
import type { ReviewInput } from "./review/tool";
import type { SharedView } from "./sharedView";

/** What every editor of a task understands, whatever is labelled: questions, objects and, with its tool, a reviewer's verdicts. */
export type TaskInput = FormInput | ObjectInput | ReviewInput;
export type TaskPassing = FormFocus & ObjectPassing;
export type TaskEditor = Door<TaskInput, TaskPassing>;

/** What an editor is opened with. */
export interface Opening {
  readonly ontology: Ontology;
  readonly item: {
    readonly modality: string;
    readonly text: string;
    readonly image: { readonly width: number; readonly height: number } | null;
  };
  readonly records: Records;
  /** What could be taken back when the task was left. */
  readonly steps?: Steps | null;
  /** Nothing can be changed: for looking at an answer. */
  readonly readOnly?: boolean;
  /** Further tools, which come before all others. */
  readonly tools?: readonly Part<TaskPassing>[];
  /** How single marks look that aren't simply of their class. */
  readonly looks?: MarkLooks;
  /** What it is looked at with, together with other panes of the same item. */
  readonly shared?: SharedView;
}

/** A place in an item: in a picture its pixel, in a text code points. */
export interface ItemPlace {
  readonly at?: { readonly x: number; readonly y: number };
  readonly span?: { readonly start: number; readonly end: number };
}

/** One task opened for work: its document, and how it is shown and steered in this modality. */
export interface Workbench {
  readonly editor: TaskEditor;
  /** What the keyboard can do besides answering questions and handling objects. */
  commands(): readonly Command[];
  /** What it does in the middle of a gesture, or with what is in the hand: before anything else. */
  gestures?(): readonly Command[];
  /** What is labelled, with the tools to label it; `src` is where its file is, `label` says what it is to those who don't see it, `title` what it is called where there are several. */
  surface(props: { readonly src: string | null; readonly label: string; readonly title?: string }): ReactNode;
  /** What an object is about, for lists: the words that it marks. */
  readonly wordsOf?: (object: LabelledObject) => string;
  /** Moves by so many screens. */
  page(pages: number): void;
  /** What of the item is at a point of the window, where `surface` shows it. */
  placeAt?(point: { readonly x: number; readonly y: number }, surface: Element): ItemPlace | null;
}

/** What `editors/<modality>/open.tsx` exports. */
export interface Modality {
  open(opening: Opening): Workbench;
}

/** One thing that keeps an answer from being submitted, and where it is. */
export interface TaskFault {
  readonly question?: string;
  readonly object?: string;
  readonly text: string;
}
