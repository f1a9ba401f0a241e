import { api, call, CallError } from "@/api/client";
import { queryClient } from "@/api/queries";
import type { SubmitAnnotationRequest } from "@/api/types";
import { browserClock } from "@/app/clock";
import { Outbox, type SendOutcome, type Sending } from "@/editor/outbox";
import { browserShelf, draftShelf } from "./shelf";

export interface Answer {
  readonly projectId: string;
  readonly number: number;
  readonly body: SubmitAnnotationRequest;
}

const outboxes = new Map<string, Outbox<Answer>>();

/** The finished answers of one member that are on their way; one for the whole tab. */
export function outboxOf(memberId: string): Outbox<Answer> {
  const known = outboxes.get(memberId);
  if (known) return known;
  const drafts = draftShelf(memberId);
  const outbox = new Outbox<Answer>({
    shelf: browserShelf<Sending<Answer>>(memberId, "answers"),
    clock: browserClock,
    send: submit,
    accepted: ({ id }) => {
      void drafts.remove(id);
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

async function submit({ id, key, content }: Sending<Answer>): Promise<SendOutcome> {
  try {
    await call(
      api.POST("/api/assignments/{id}/submit", { params: { path: { id }, header: { "Idempotency-Key": key } }, body: content.body }),
    );
    return { kind: "accepted" };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.isUnreachable) return { kind: "unreachable" };
    if (error.status === 401) return { kind: "signin" };
    // Sent twice from two tabs: the first one counts, and it is there.
    if (error.code === "already_submitted") return { kind: "accepted" };
    // A single fault is the title already.
    const faults = error.faults.length > 1 ? error.faults.map(({ message }) => message).join(" ") : "";
    return { kind: "refused", title: error.message, detail: faults || error.detail };
  }
}
