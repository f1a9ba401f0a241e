import { api, call, CallError } from "@/api/client";
import type { AnswerDocument, TakeTaskResponse } from "@/api/types";
import { browserClock } from "@/app/clock";
import { toRecords } from "@/editors/document";
import { Autosave, type PostOutcome } from "@/editor/autosave";
import type { Change } from "@/editor/change";
import { recordsOf, type KeptDraft, type ServerDraft, type Shelf } from "@/editor/kept";

/** What the server has of a task: its draft, or the answer with what was begun on its correction. */
export function draftOf({ draft, answer }: TakeTaskResponse): ServerDraft {
  return { saved: draft.saved, records: toRecords(draft.document), revision: answer?.revision ?? null };
}

/** Where these outcomes come from, nothing can be saved any more; any other refusal is about what was sent. */
const overBy = [403, 404, 409, 410];

/** Sends one batch of changes. `answered` hears of an answer that was given in another tab meanwhile. */
export async function postDraft(
  id: string,
  ontologyVersion: number,
  from: number,
  changes: readonly Change[],
  revises: number | null,
  answered?: (taken: TakeTaskResponse) => void,
): Promise<PostOutcome> {
  const at = { path: { id } };
  try {
    const { saved } = await call(
      api.POST("/api/assignments/{id}/drafts", {
        params: at,
        body: { from, ontologyVersion, changes: changes.map(({ put }) => ({ put: { ...put } })), revises },
      }),
    );
    return { kind: "saved", saved };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.code === "draft_conflict") {
      return {
        kind: "conflict",
        saved: Number(error.extra["saved"]),
        revision: typeof error.extra["revision"] === "number" ? error.extra["revision"] : null,
        records: toRecords((error.extra["document"] ?? null) as AnswerDocument | null),
      };
    }
    if (error.code === "already_submitted" && answered) {
      const taken = await call(api.GET("/api/assignments/{id}", { params: at })).catch(() => null);
      if (!taken) return { kind: "unreachable" };
      answered(taken);
      return { kind: "conflict", ...draftOf(taken) };
    }
    if (error.isUnreachable) return { kind: "unreachable", waitMs: error.isBusy ? error.waitMs : 0 };
    if (error.status === 401) return { kind: "signin" };
    if (overBy.includes(error.status)) return { kind: "closed" };
    return { kind: "refused", detail: error.faults[0]?.message ?? error.message };
  }
}

/** Sends what this browser still holds of a task that nobody has on the screen any more. */
export async function sendKept(id: string, ontologyVersion: number, shelf: Shelf<KeptDraft>): Promise<"done" | "unreachable" | "signin"> {
  const kept = await shelf.read(id);
  if (!kept || kept.pending.length === 0) return "done";
  const { saved, pending, sent, revises = null, startedAt, activeMs, steps } = kept;
  const base = recordsOf({ ...kept, pending: [] });
  const opened = { saved, base, pending, sent, revises, records: base, theirs: null, steps: null };
  const autosave = new Autosave(id, opened, () => ({ startedAt, activeMs, ...(steps && { steps }) }), {
    shelf,
    clock: browserClock,
    post: (from, changes, revision) => postDraft(id, ontologyVersion, from, changes, revision),
  });
  const { kind } = await autosave.drain();
  await autosave.close(false);
  return kind === "offline" ? "unreachable" : kind === "signin" ? "signin" : "done";
}
