import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, CornerUpLeft, Pencil, Undo2, X } from "lucide-react";
import { undoReview } from "@/api/review";
import type { HistoryEvent } from "@/api/types";
import { formatMoment, t } from "@/app/messages";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Failure } from "@/ui/Notice";
import styles from "./History.module.css";
import { revisionOf } from "./revisions";

interface HistoryListProps {
  taskId: string;
  events: readonly HistoryEvent[];
  /** The revision that is looked at. */
  shown?: string;
  onShow: (event: HistoryEvent) => void;
}

const icons = {
  submitted: CornerUpLeft,
  corrected: Pencil,
  migrated: Pencil,
  rejected: X,
  restored: Undo2,
  accepted: Check,
  undone: Undo2,
};

/** Everything that happened to a task, newest first, with the way back from a review. */
export function HistoryList({ taskId, events, shown, onShow }: HistoryListProps) {
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: (id: string) => undoReview(id),
    onSuccess: () => Promise.all([["task", taskId], ["reviews"], ["project"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  if (events.length === 0) return <p className={styles.none}>{t("history.none")}</p>;
  return (
    <>
      {undo.error && <Failure error={undo.error} />}
      <ol className={styles.events}>
        {[...events].reverse().map((event) => {
          const { what } = event;
          const Icon = icons[what];
          const revision = revisionOf(event);
          return (
            <li key={event.id} className={cx(revision !== null && revision === shown && styles.shown)}>
              <span className={cx(styles.icon, styles[what])} aria-hidden="true">
                <Icon size={13} />
              </span>
              <div className={styles.event}>
                <p className={styles.line}>
                  <strong dir="auto">{event.who.name}</strong> <span>{saidOf(event)}</span>
                </p>
                {event.kind === "review" && <Review event={event} />}
                <p className={styles.when}>
                  <time dateTime={new Date(event.at).toISOString()}>{formatMoment(event.at)}</time>
                  {event.revision !== null && event.revision > 1 && <span>{t("history.revision", { n: event.revision })}</span>}
                  {event.counted === false && event.what !== "rejected" && <span>{t("history.notCounted")}</span>}
                </p>
                <p className={styles.actions}>
                  {revision !== null && (
                    <Button small kind="quiet" aria-pressed={revision === shown} onClick={() => onShow(event)}>
                      {t("history.compare")}
                    </Button>
                  )}
                  {event.canUndo && (
                    <Button small kind="quiet" title={t("history.undo")} disabled={undo.isPending} onClick={() => undo.mutate(event.id)}>
                      {t("history.undoAsk")}
                    </Button>
                  )}
                </p>
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function saidOf({ kind, what }: HistoryEvent): string {
  if (kind === "answer") return t(what === "accepted" || what === "undone" ? "history.submitted" : `history.${what}`);
  return t(what === "submitted" || what === "migrated" || what === "restored" ? "history.review.corrected" : `history.review.${what}`);
}

function Review({ event }: { event: HistoryEvent }) {
  const counts = (["accepted", "corrected", "rejected", "added"] as const)
    .map((outcome) => ({ outcome, n: event.objects.filter((each) => each.outcome === outcome).length }))
    .filter(({ n }) => n > 0)
    .map(({ outcome, n }) => t(`review.summary.${outcome}`, { n }));
  const notes = event.objects.filter(({ reason, comment }) => reason || comment);
  const said = [event.stage, event.reason, ...counts].filter(Boolean).join(" · ");
  return (
    <>
      {said && <p className={styles.facts}>{said}</p>}
      {event.comment && (
        <p className={styles.comment} dir="auto">
          {event.comment}
        </p>
      )}
      {notes.length > 0 && (
        <ul className={styles.notes}>
          {notes.map(({ id, outcome, reason, comment }) => (
            <li key={id} dir="auto">
              {[t(`review.outcome.${outcome}`), reason, comment].filter(Boolean).join(" · ")}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
