import { api, call, CallError } from "@/api/client";
import type { AnswerDocument, SubmitAnnotationRequest, TakeTaskResponse } from "@/api/types";
import { checkAnswers, type FormFault } from "@/editors/form/check";
import { answersOf, toDocument, toRecords } from "@/editors/form/questions";
import { openForm, type FormEditor } from "@/editors/form/tool";
import { browserClock } from "@/app/clock";
import { warm } from "@/editors/image/warm";
import { Activity } from "@/editor/activity";
import { Autosave, openDraft, type KeptDraft, type PostOutcome, type Shelf } from "@/editor/autosave";
import type { Change } from "@/editor/change";

/** Where the file of an assignment is. */
export function fileOf(assignmentId: string): string {
  return `/api/assignments/${assignmentId}/file`;
}

/** One task in hand: its form, its draft, and the time spent on it. */
export class TaskSession {
  readonly taken: TakeTaskResponse;
  readonly editor: FormEditor;
  readonly autosave: Autosave;
  readonly #timed: { startedAt: number; activeMs: number } | null;
  #activity: Activity | null = null;

  private constructor(taken: TakeTaskResponse, kept: KeptDraft | null, shelf: Shelf<KeptDraft>) {
    this.taken = taken;
    this.#timed = kept;
    const opened = openDraft({ saved: taken.draft.saved, records: toRecords(taken.draft.document) }, kept);
    this.editor = openForm(taken.ontology, opened.records);
    const timing = () => ({ startedAt: this.#activity?.startedAt ?? Date.now(), activeMs: this.#activity?.activeMs ?? 0 });
    this.autosave = new Autosave(this.id, opened, timing, {
      shelf,
      clock: browserClock,
      post: (from, changes) => postDraft(this.id, taken.ontologyVersion, from, changes),
    });
    this.editor.onStep((step) => this.autosave.add(step, this.editor.records()));
  }

  /** Made ready before it is needed, so that it can be shown at once. */
  static async prepare(taken: TakeTaskResponse, shelf: Shelf<KeptDraft>): Promise<TaskSession> {
    if (taken.item.image) warm(fileOf(taken.assignment.id));
    return new TaskSession(taken, await shelf.read(taken.assignment.id), shelf);
  }

  get id(): string {
    return this.taken.assignment.id;
  }

  /** It is on the screen from now on: the clock runs. */
  get activity(): Activity {
    this.#activity ??= new Activity(() => Date.now(), this.#timed);
    return this.#activity;
  }

  check(): FormFault[] {
    this.editor.send({ type: "settle" });
    return this.checkQuietly();
  }

  checkQuietly(): FormFault[] {
    return checkAnswers(this.taken.ontology, answersOf(this.editor.records()));
  }

  answer(): SubmitAnnotationRequest {
    this.activity.touch();
    return {
      document: toDocument(this.taken.ontology, this.editor.records()),
      ontologyVersion: this.taken.ontologyVersion,
      activeMs: this.activity.activeMs,
      startedAt: this.activity.startedAt,
    };
  }

  async takeTheirs(): Promise<void> {
    this.editor.replace(await this.autosave.takeTheirs());
  }
}

async function postDraft(id: string, ontologyVersion: number, from: number, changes: readonly Change[]): Promise<PostOutcome> {
  try {
    const { saved } = await call(
      api.POST("/api/assignments/{id}/drafts", {
        params: { path: { id } },
        body: { from, ontologyVersion, changes: changes.map(({ put }) => ({ put: { ...put } })) },
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
        records: toRecords((error.extra["document"] ?? null) as AnswerDocument | null),
      };
    }
    return { kind: "closed" };
  }
}
