import { api, call } from "@/api/client";
import type { AnswerDocument, SubmitAnnotationRequest, TakeTaskResponse } from "@/api/types";
import { toDocument, toRecords } from "@/editors/document";
import { MarkLooks } from "@/editors/looks";
import { openTask } from "@/editors/modalities";
import { checkTask } from "@/editors/objects/check";
import type { TaskEditor, TaskFault, Workbench } from "@/editors/task";
import { browserClock } from "@/app/clock";
import { warm } from "@/editors/image/warm";
import { Activity } from "@/editor/activity";
import { Autosave } from "@/editor/autosave";
import { difference, isNothing } from "@/editor/change";
import { openDraft, type KeptDraft, type OpenedDraft, type Shelf } from "@/editor/kept";
import { draftOf, postDraft } from "./drafts";

/** Where the file of an assignment is. */
export function fileOf(assignmentId: string): string {
  return `/api/assignments/${assignmentId}/file`;
}

/** One task in hand: its editor, its draft, and the time spent on it. */
export class TaskSession {
  readonly taken: TakeTaskResponse;
  readonly bench: Workbench;
  /** How marks look that somebody commented on. */
  readonly looks: MarkLooks;
  readonly autosave: Autosave;
  /** It can't be submitted any more, and is only looked at. */
  readonly isReadOnly: boolean;
  readonly #timed: { startedAt: number; activeMs: number } | null;
  #standing: Standing | null;
  #edited: boolean;
  #activity: Activity | null = null;

  private constructor(
    taken: TakeTaskResponse,
    bench: Workbench,
    looks: MarkLooks,
    opened: OpenedDraft,
    kept: KeptDraft | null,
    shelf: Shelf<KeptDraft> | null,
  ) {
    this.taken = taken;
    this.bench = bench;
    this.looks = looks;
    this.isReadOnly = shelf === null;
    this.#timed = kept;
    this.#standing = taken.answer;
    this.#edited = opened.saved > 0 || opened.pending.length > 0 || opened.theirs !== null;
    const beside = () => ({
      startedAt: this.#activity?.startedAt ?? Date.now(),
      activeMs: this.#activity?.activeMs ?? 0,
      steps: this.editor.steps(),
    });
    this.autosave = new Autosave(this.id, opened, beside, {
      shelf: shelf ?? nowhere,
      clock: browserClock,
      post: (from, changes, revises) =>
        postDraft(this.id, taken.ontologyVersion, from, changes, revises, ({ answer }) => (this.#standing = answer)),
    });
    this.editor.onStep((step, more) => {
      this.#edited = true;
      void this.autosave.add(step, more);
    });
  }

  /** Made ready before it is needed, so that it can be shown at once. With `sent`, what the browser kept of it is in there. */
  static async prepare(taken: TakeTaskResponse, shelf: Shelf<KeptDraft>, sent?: AnswerDocument): Promise<TaskSession> {
    if (taken.item.image) warm(fileOf(taken.assignment.id));
    // The draft of a correction ends with whatever took the answer's place meanwhile; what was sent is all that is left of it.
    const lost = taken.answer !== null && sent !== undefined;
    const kept = lost ? null : await shelf.read(taken.assignment.id);
    const opened = openDraft(draftOf(taken), kept);
    const { ontology, item } = taken;
    const looks = new MarkLooks();
    const task = new TaskSession(
      taken,
      await openTask({ ontology, item, records: opened.records, steps: opened.steps, looks }),
      looks,
      opened,
      kept,
      shelf,
    );
    if (lost) await task.#restore(sent);
    return task;
  }

  /** What was sent, to look at: its task can't be answered any more. */
  static async show(taken: TakeTaskResponse, sent: AnswerDocument): Promise<TaskSession> {
    const records = toRecords(sent);
    const looks = new MarkLooks();
    const bench = await openTask({ ontology: taken.ontology, item: taken.item, records, readOnly: true, looks });
    return new TaskSession(taken, bench, looks, openDraft({ saved: 0, records, revision: null }, null), null, null);
  }

  get editor(): TaskEditor {
    return this.bench.editor;
  }

  get id(): string {
    return this.taken.assignment.id;
  }

  /** The answer that was given before, as far as is known here. */
  get standing(): Standing | null {
    return this.#standing;
  }

  /** It was answered before: what is submitted takes that answer's place. */
  get isCorrection(): boolean {
    return this.#standing !== null;
  }

  /** Was anything changed since the last answer? */
  get isEdited(): boolean {
    return this.#edited;
  }

  /** It is on the screen from now on: the clock runs. */
  get activity(): Activity {
    this.#activity ??= new Activity(() => Date.now(), this.#timed);
    return this.#activity;
  }

  check(): TaskFault[] {
    this.editor.send({ type: "settle" });
    return this.checkQuietly();
  }

  checkQuietly(): TaskFault[] {
    return checkTask(this.taken.ontology, this.editor.records());
  }

  /** Objects are wanted, and nothing was marked or answered: that may be so, or a slip. */
  get isEmpty(): boolean {
    return this.taken.ontology.classes.length > 0 && this.editor.keys("objects/").length === 0 && this.editor.keys("answers/").length === 0;
  }

  answer(): SubmitAnnotationRequest {
    this.activity.touch();
    return {
      document: toDocument(this.taken.ontology, this.editor.records()),
      ontologyVersion: this.taken.ontologyVersion,
      activeMs: this.activity.activeMs,
      startedAt: this.activity.startedAt,
      revises: this.autosave.revises,
    };
  }

  /** It was answered in another tab meanwhile. If nothing was done here, the answer is shown; if something was, a person chooses. */
  async meet(): Promise<void> {
    const taken = await call(api.GET("/api/assignments/{id}", { params: { path: { id: this.id } } }));
    if (!taken.answer) return;
    // What is being written is something that was done here.
    if (this.editor.isOpen) this.editor.send({ type: "settle" });
    this.#standing = taken.answer;
    await this.autosave.meet(draftOf(taken));
    if (this.autosave.state.kind === "conflict" && !this.#edited && !this.editor.isOpen) await this.takeTheirs();
  }

  async takeTheirs(): Promise<void> {
    this.editor.replace(await this.autosave.takeTheirs());
  }

  /** Puts back what was sent and refused, as one change on top of what stands now. */
  async #restore(document: AnswerDocument): Promise<void> {
    const records = toRecords(document);
    const change = difference(this.editor.records(), records);
    if (isNothing(change)) return;
    this.editor.replace(records);
    this.#edited = true;
    await this.autosave.add(change);
  }
}

type Standing = NonNullable<TakeTaskResponse["answer"]>;

/** What is only looked at leaves nothing behind. */
const nowhere: Shelf<KeptDraft> = {
  read: () => Promise.resolve(null),
  write: () => Promise.resolve(true),
  remove: () => Promise.resolve(),
};
