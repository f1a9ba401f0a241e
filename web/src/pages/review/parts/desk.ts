import { CallError } from "@/api/client";
import { api, call } from "@/api/client";
import { queryClient } from "@/api/queries";
import { claimReview, getReview, keepReview, releaseReview, giveVerdict, undoReview } from "@/api/review";
import type { GiveVerdictResponse, JsonValue, Ontology } from "@/api/types";
import { browserClock } from "@/app/clock";
import { t } from "@/app/messages";
import { Outbox, type SendOutcome, type Sending } from "@/editor/outbox";
import { warm } from "@/editors/image/warm";
import { browserShelf } from "@/pages/label/parts/shelf";
import type { ReviewDraft } from "./DraftKeeper";
import { ReviewDesk, type Verdict } from "./ReviewDesk";

export const fileOf = (itemId: string) => `/api/items/${encodeURIComponent(itemId)}/file`;

export type VerdictOutbox = Outbox<Verdict>;

interface Held {
  readonly outbox: VerdictOutbox;
  /** What the server made of each verdict, by the key that it was sent with. */
  readonly results: Map<string, GiveVerdictResponse>;
}

const outboxes = new Map<string, Held>();
/** Beside what the member labels, and never mixed with it. */
const placeOf = (memberId: string) => `${memberId}-reviews`;

/** The verdicts of one member that are on their way; one for the whole tab. */
export function verdictsOf(memberId: string): Held {
  const known = outboxes.get(memberId);
  if (known) return known;
  const results = new Map<string, GiveVerdictResponse>();
  const drafts = browserShelf<ReviewDraft>(placeOf(memberId), "drafts");
  const outbox = new Outbox<Verdict>({
    shelf: browserShelf<Sending<Verdict>>(placeOf(memberId), "answers"),
    clock: browserClock,
    send: (sending) => send(sending, results),
    accepted: ({ id }) => {
      void drafts.remove(id);
      lookAnew();
    },
  });
  const held = { outbox, results };
  outboxes.set(memberId, held);
  void outbox.load();
  window.addEventListener("online", () => void outbox.retry());
  window.addEventListener("focus", () => void outbox.retry());
  return held;
}

/** A verdict that came or went changes what waits, the task, and its project. */
function lookAnew(): void {
  for (const key of [["reviews"], ["task"], ["project"], ["projects"]]) void queryClient.invalidateQueries({ queryKey: key });
}

async function send({ id, key, content }: Sending<Verdict>, results: Map<string, GiveVerdictResponse>): Promise<SendOutcome> {
  try {
    results.set(key, await giveVerdict(id, content.body, key));
    return { kind: "accepted" };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.isUnreachable) return { kind: "unreachable", waitMs: error.isBusy ? error.waitMs : 0 };
    if (error.status === 401) return { kind: "signin" };
    const faults = error.faults.map(({ message }) => message).join(" ");
    return {
      kind: "refused",
      title: error.message,
      detail: error.code === "changed_meanwhile" ? t("review.changedMeanwhile") : faults || error.detail,
    };
  }
}

/** A desk for one project, with everything that it needs of the browser and the server. */
export function openDesk(projectId: string, memberId: string, ontology: Ontology): ReviewDesk {
  const { outbox, results } = verdictsOf(memberId);
  return new ReviewDesk(projectId, ontology, outbox, results, {
    shelf: browserShelf<ReviewDraft>(placeOf(memberId), "drafts"),
    clock: browserClock,
    keep: (taskId, draft: JsonValue) => keepReview(taskId, draft),
    claim: claimReview,
    release: releaseReview,
    review: getReview,
    task: (id) => call(api.GET("/api/tasks/{id}", { params: { path: { id } } })),
    undo: async (id) => {
      await undoReview(id);
      lookAnew();
    },
    warm: ({ item }) => {
      if (item.image) warm(fileOf(item.id));
    },
  });
}
