import { api, call, CallError } from "@/api/client";
import type { AnswerDocument, SubmitAnnotationRequest, TakeTaskResponse } from "@/api/types";
import { toDocument, toRecords } from "@/editors/document";
import { openTask } from "@/editors/modalities";
import { checkTask } from "@/editors/objects/check";
import type { Opening, TaskEditor, TaskFault, Workbench } from "@/editors/task";
import { browserClock } from "@/app/clock";
import { warm } from "@/editors/image/warm";
import { Activity } from "@/editor/activity";
import { Autosave, openDraft, type KeptDraft, type OpenedDraft, type PostOutcome, type Shelf } from "@/editor/autosave";
import { difference, isNothing, type Change } from "@/editor/change";

/** Where the file of an assignment is. */
export function fileOf(assignmentId: string): string {
  return `/api/assignments/${assignmentId}/file`;
}

/** One task in hand: its editor, its draft, and the time spent on it. */
export class TaskSession {
  readonly taken: TakeTaskResponse;
  readonly bench: Workbench;
  readonly autosave: Autosave;
  readonly #timed: { startedAt: number; activeMs: number } | null;
  #revises: number | null;
  #edited: boolean;
  #activity: Activity | null = null;

  private constructor(taken: TakeTaskResponse, bench: Workbench, opened: OpenedDraft, kept: KeptDraft | null, shelf: Shelf<KeptDraft>) {
    this.taken = taken;
    this.bench = bench;
    this.#timed = kept;
    this.#revises = taken.answer?.revision ?? null;
    this.#edited = opened.saved > 0 || opened.pending.length > 0 || opened.theirs !== null;
    const timing = () => ({ startedAt: this.#activity?.startedAt ?? Date.now(), activeMs: this.#activity?.activeMs ?? 0 });
    this.autosave = new Autosave(this.id, opened, timing, {
      shelf,
      clock: browserClock,
      post: async (from, changes) => {
        const { revision, ...outcome } = await postDraft(this.id, taken.ontologyVersion, from, changes, this.#revises);
        this.#revises = revision ?? this.#revises;
        return outcome;
      },
    });
    this.editor.onStep((step) => {
      this.#edited = true;
      this.autosave.add(step);
    });
  }

  /** Made ready before it is needed, so that it can be shown at once. */
  static async prepare(taken: TakeTaskResponse, shelf: Shelf<KeptDraft>): Promise<TaskSession> {
    if (taken.item.image) warm(fileOf(taken.assignment.id));
    const kept = await shelf.read(taken.assignment.id);
    const opened = openDraft({ saved: taken.draft.saved, records: toRecords(taken.draft.document) }, kept);
    const opening: Opening = { ontology: taken.ontology, item: taken.item, records: opened.records };
    return new TaskSession(taken, await openTask(opening), opened, kept, shelf);
  }

  get editor(): TaskEditor {
    return this.bench.editor;
  }

  get id(): string {
    return this.taken.assignment.id;
  }

  /** It was answered before: what is submitted takes that answer's place. */
  get isCorrection(): boolean {
    return this.#revises !== null;
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
      revises: this.#revises,
    };
  }

  /** Puts back what was sent and refused, as one change on top of what stands now. */
  restore(document: AnswerDocument): void {
    const records = toRecords(document);
    const change = difference(this.editor.records(), records);
    if (isNothing(change)) return;
    this.editor.replace(records);
    this.#edited = true;
    this.autosave.add(change);
  }

  async takeTheirs(): Promise<void> {
    this.editor.replace(await this.autosave.takeTheirs());
  }
}

type Posted = PostOutcome & { readonly revision?: number };

async function postDraft(
  id: string,
  ontologyVersion: number,
  from: number,
  changes: readonly Change[],
  revises: number | null,
): Promise<Posted> {
  try {
    const { saved } = await call(
      api.POST("/api/assignments/{id}/drafts", {
        params: { path: { id } },
        body: { from, ontologyVersion, changes: changes.map(({ put }) => ({ put: { ...put } })), revises },
      }),
    );
    return { kind: "saved", saved };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.isUnreachable) return { kind: "unreachable" };
    if (error.status === 401) return { kind: "signin" };
    if (error.code === "draft_conflict") {
      return {
        kind: "conflict",
        saved: Number(error.extra["saved"]),
        ...(typeof error.extra["revision"] === "number" && { revision: error.extra["revision"] }),
        records: toRecords((error.extra["document"] ?? null) as AnswerDocument | null),
      };
    }
    return { kind: "closed" };
  }
}
