import type { ReactNode } from "react";
import type { LabelledObject, Ontology } from "@/api/types";
import type { Command } from "@/editor/commands";
import type { Records } from "@/editor/document";
import type { Door } from "@/editor/door";
import type { Steps } from "@/editor/history";
import type { FormFocus, FormInput } from "./form/tool";
import type { ObjectInput, ObjectPassing } from "./objects/tool";

/** What every editor of a task understands, whatever is labelled: questions and objects. */
export type TaskInput = FormInput | ObjectInput;
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
}

/** One task opened for work: its document, and how it is shown and steered in this modality. */
export interface Workbench {
  readonly editor: TaskEditor;
  /** What the keyboard can do besides answering questions and handling objects. */
  commands(): readonly Command[];
  /** What it does in the middle of a gesture, or with what is in the hand: before anything else. */
  gestures?(): readonly Command[];
  /** What is labelled, with the tools to label it; `src` is where its file is, `label` says what it is to those who don't see it. */
  surface(props: { readonly src: string | null; readonly label: string }): ReactNode;
  /** What an object is about, for lists: the words that it marks. */
  readonly wordsOf?: (object: LabelledObject) => string;
  /** Moves by so many screens. */
  page(pages: number): void;
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
