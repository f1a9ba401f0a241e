import { useSyncExternalStore } from "react";
import { t } from "@/app/messages";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import frame from "@/pages/label/parts/Frame.module.css";
import type { VerdictOutbox } from "./desk";
import type { DeskState, ReviewDesk } from "./ReviewDesk";
import styles from "./Review.module.css";

/** What keeps verdicts or drafts from reaching the server, each with what to do about it. */
export function Troubles({ desk, state, outbox }: { desk: ReviewDesk; state: DeskState; outbox: VerdictOutbox }) {
  const sending = useSyncExternalStore(
    (reader) => outbox.subscribe(reader),
    () => outbox.state,
  );
  const { session, lost } = state;
  return (
    <div className={frame.troubles} aria-live="polite">
      {sending.refused.map((refusal) => (
        <Notice
          key={refusal.key}
          kind="bad"
          title={t("review.refused", { n: refusal.content.ordinal, title: refusal.title })}
          actions={
            <>
              <Button small onClick={() => void desk.takeBack(refusal)}>
                {t("review.refusedOpen")}
              </Button>
              <Button small kind="quiet" onClick={() => void outbox.takeBack(refusal.id)}>
                {t("review.refusedDrop")}
              </Button>
            </>
          }
        >
          {refusal.detail}
        </Notice>
      ))}
      {sending.trouble && sending.waiting > 0 && (
        <Notice
          kind="warn"
          title={t("review.sending", { n: sending.waiting })}
          actions={
            <Button small onClick={() => void outbox.retry()}>
              {t("ui.retry")}
            </Button>
          }
        >
          {t(sending.trouble === "signin" ? "label.signinTodo" : sending.trouble === "busy" ? "label.busyTodo" : "review.sendingTodo")}
        </Notice>
      )}
      {lost !== null && (
        <Notice
          kind="warn"
          title={t("review.lost")}
          actions={
            <Button small onClick={() => void desk.again()}>
              {t("review.again")}
            </Button>
          }
        >
          {t("review.lostTodo", { why: lost })}
        </Notice>
      )}
      {session && session.dropped > 0 && (
        <Notice kind="info" title={t("review.dropped", { n: session.dropped })}>
          {t("review.droppedTodo")}
        </Notice>
      )}
    </div>
  );
}

const verdictMs = 20_000;

/** The last verdict, with the way back; it goes by itself, the key for undoing it stays. */
export function LastVerdictBar({ desk, state, undoKey }: { desk: ReviewDesk; state: DeskState; undoKey: string }) {
  const { last, undoing } = state;
  if (!last) return null;
  const failed = typeof undoing === "object" ? undoing.failed.message || t("error.unreachable") : "";
  return (
    <div className={styles.last} role="status" key={last.key} style={{ animationDelay: `${verdictMs}ms` }}>
      <span>
        {failed
          ? t("review.verdictUndoFailed", { why: failed })
          : undoing === "busy"
            ? t("review.verdictUndoing")
            : t(`review.verdict.${last.verdict}`, { n: last.ordinal })}
      </span>
      <Button small keys={undoKey} disabled={undoing === "busy"} onClick={() => void desk.undoLast()}>
        {t("review.verdictUndo")}
      </Button>
    </div>
  );
}
