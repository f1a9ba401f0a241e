import { api, call, CallError } from "@/api/client";
import { queryClient } from "@/api/queries";
import type { SkipReason, SubmitAnnotationRequest } from "@/api/types";
import { browserClock } from "@/app/clock";
import { t } from "@/app/messages";
import { difference, isNothing } from "@/editor/change";
import type { KeptDraft, Shelf } from "@/editor/kept";
import { Outbox, type SendOutcome, type Sending } from "@/editor/outbox";
import { toRecords } from "@/editors/document";
import { sendKept } from "./drafts";
import { browserShelf, draftShelf } from "./shelf";

export interface Answer {
  readonly projectId: string;
  readonly number: number;
  readonly body: SubmitAnnotationRequest;
}

export interface Skip {
  readonly projectId: string;
  readonly number: number;
  readonly ontologyVersion: number;
  readonly skip: { readonly reason: SkipReason; readonly comment: string };
}

/** What is done with a task, on its way to the server. */
export type Outgoing = Answer | Skip;
export type TaskOutbox = Outbox<Outgoing>;

export const isSkip = (content: Outgoing): content is Skip => "skip" in content;

const outboxes = new Map<string, TaskOutbox>();

/** The finished answers and skipped tasks of one member that are on their way; one for the whole tab. */
export function outboxOf(memberId: string): TaskOutbox {
  const known = outboxes.get(memberId);
  if (known) return known;
  const drafts = draftShelf(memberId);
  const outbox = new Outbox<Outgoing>({
    shelf: browserShelf<Sending<Outgoing>>(memberId, "answers"),
    clock: browserClock,
    send: (sending) => send(sending, drafts),
    accepted: ({ id, content }) => {
      void forget(id, content, drafts);
      void queryClient.invalidateQueries({ queryKey: ["work"] });
      void queryClient.invalidateQueries({ queryKey: ["project"], refetchType: "none" });
    },
  });
  outboxes.set(memberId, outbox);
  void outbox.load();
  window.addEventListener("online", () => void outbox.retry());
  window.addEventListener("focus", () => void outbox.retry());
  return outbox;
}

/** What all that waits is called. */
export function kindOf(waiting: readonly Sending<Outgoing>[]): "answers" | "skips" | "tasks" {
  const skips = waiting.filter(({ content }) => isSkip(content)).length;
  return skips === 0 ? "answers" : skips === waiting.length ? "skips" : "tasks";
}

/** Sends one of them; what becomes of it on the server, in words. */
export async function send({ id, key, content }: Sending<Outgoing>, drafts: Shelf<KeptDraft>): Promise<SendOutcome> {
  try {
    if (isSkip(content)) {
      // What was begun goes first: it is there when the task is opened again, wherever that is.
      const sent = await sendKept(id, content.ontologyVersion, drafts);
      if (sent !== "done") return { kind: sent };
      await call(api.POST("/api/assignments/{id}/skip", { params: { path: { id } }, body: content.skip }));
    } else {
      await call(
        api.POST("/api/assignments/{id}/submit", { params: { path: { id }, header: { "Idempotency-Key": key } }, body: content.body }),
      );
    }
    return { kind: "accepted" };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.isUnreachable) return { kind: "unreachable", waitMs: error.isBusy ? error.waitMs : 0 };
    if (error.status === 401) return { kind: "signin" };
    if (error.code === "already_submitted" && !isSkip(content)) return answeredElsewhere(id, content);
    // A single fault is the title already.
    const faults = error.faults.length > 1 ? error.faults.map(({ message }) => message).join(" ") : "";
    return { kind: "refused", title: error.message, detail: faults || error.detail };
  }
}

/** Another tab's answer stands already. If it says the same, this one is there; if not, a person must know. */
async function answeredElsewhere(id: string, { body }: Answer): Promise<SendOutcome> {
  try {
    const { draft, answer } = await call(api.GET("/api/assignments/{id}", { params: { path: { id } } }));
    // With a correction begun on top of it, the answer can't be told from the correction.
    const same = answer !== null && draft.saved === 0 && isNothing(difference(toRecords(draft.document), toRecords(body.document)));
    if (same) return { kind: "accepted" };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.isUnreachable) return { kind: "unreachable", waitMs: error.isBusy ? error.waitMs : 0 };
    if (error.status === 401) return { kind: "signin" };
  }
  return { kind: "refused", title: t("label.answeredBefore"), detail: t("label.answeredBeforeTodo") };
}

/** The draft of an answer is over with it. That of a skipped task waits to be opened again, unless the server has all of it. */
async function forget(id: string, content: Outgoing, drafts: Shelf<KeptDraft>): Promise<void> {
  if (isSkip(content) && ((await drafts.read(id))?.pending.length ?? 0) > 0) return;
  await drafts.remove(id);
}
