import { useState, useSyncExternalStore } from "react";
import { formatDuration, t } from "@/app/messages";
import type { Refusal } from "@/editor/outbox";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Notice";
import styles from "./Frame.module.css";
import { Correction } from "./Correction";
import { isSkip, kindOf, type Outgoing, type TaskOutbox } from "./outbox";
import { useAtRisk, useSaveState } from "./SaveMark";
import type { TaskSession } from "./TaskSession";
import type { QueueState, WorkQueue } from "./WorkQueue";

export function useOutbox(outbox: TaskOutbox) {
  return useSyncExternalStore(
    (reader) => outbox.subscribe(reader),
    () => outbox.state,
  );
}

/** What keeps work from reaching the server, each with what to do about it; empty on a good day. */
export function Troubles({ queue, state, outbox }: { queue: WorkQueue; state: QueueState; outbox: TaskOutbox }) {
  const sending = useOutbox(outbox);
  const { task } = state;
  const looksAt = task?.isReadOnly === true && sending.refused.some(({ id }) => id === task.id) ? task : null;
  const atRisk = useAtRisk(task?.autosave ?? null);
  const [dropping, setDropping] = useState<Refusal<Outgoing> | null>(null);
  return (
    <div className={styles.troubles} aria-live="polite">
      {sending.refused.map((refusal) => (
        <Notice
          key={refusal.id}
          kind="bad"
          title={t("label.refused", { n: refusal.content.number, title: refusal.title })}
          actions={
            isSkip(refusal.content) ? (
              <Button small onClick={() => void outbox.takeBack(refusal.id)}>
                {t("ui.close")}
              </Button>
            ) : (
              <>
                {refusal.id === looksAt?.id ? (
                  <Button small onClick={() => queue.drop(looksAt)}>
                    {t("label.next")}
                  </Button>
                ) : (
                  <Button small onClick={() => void queue.takeBack(refusal.id)}>
                    {t("label.reopen")}
                  </Button>
                )}
                <Button small kind="danger" onClick={() => setDropping(refusal)}>
                  {t("label.discard")}
                </Button>
              </>
            )
          }
        >
          {refusal.id === looksAt?.id ? t("label.lookAt") : refusal.detail}
        </Notice>
      ))}
      {sending.trouble && sending.waiting > 0 && (
        <Notice
          kind="warn"
          title={t(`label.waiting.${kindOf(sending.queue)}`, { n: sending.waiting })}
          actions={
            <Button small onClick={() => void outbox.retry()}>
              {t("ui.retry")}
            </Button>
          }
        >
          {t(
            sending.trouble === "signin"
              ? "label.signinTodo"
              : sending.trouble === "busy" && sending.lasts
                ? "label.busyTodo"
                : sending.lasts
                  ? "work.unsentTodo"
                  : "label.waitingTab",
          )}
        </Notice>
      )}
      {state.lookFailed && (
        <Notice
          kind="warn"
          title={state.lookFailed.title}
          actions={
            <Button small onClick={() => queue.dismissLook()}>
              {t("ui.close")}
            </Button>
          }
        >
          {state.lookFailed.detail}
        </Notice>
      )}
      {task && !looksAt && state.gone === "released" && (
        <Notice
          kind="bad"
          title={t("label.released")}
          actions={
            <Button small onClick={() => queue.drop(task)}>
              {t("label.next")}
            </Button>
          }
        >
          {t("label.releasedTodo")}
        </Notice>
      )}
      {state.gone === "expired" && (
        <Notice kind="warn" title={t("label.expired")}>
          {t("label.expiredTodo")}
        </Notice>
      )}
      {state.leaseEnds !== null && (
        <Notice kind="warn" title={t("label.lease", { time: formatDuration(Math.max(0, state.leaseEnds - Date.now())) })}>
          {t("label.leaseTodo")}
        </Notice>
      )}
      {task && <SaveTroubles key={task.id} task={task} queue={queue} />}
      {(atRisk || !sending.lasts) && (
        <Notice kind="warn" title={t("label.fleeting")}>
          {t("label.fleetingTodo")}
        </Notice>
      )}
      {dropping && (
        <Dialog
          title={t("label.dropAsk", { n: dropping.content.number })}
          onClose={() => setDropping(null)}
          footer={
            <>
              <Button data-focus onClick={() => setDropping(null)}>
                {t("ui.cancel")}
              </Button>
              <Button
                kind="danger"
                onClick={() => {
                  setDropping(null);
                  void outbox.takeBack(dropping.id);
                }}
              >
                {t("label.discard")}
              </Button>
            </>
          }
        >
          <p>{t("label.dropLead")}</p>
        </Dialog>
      )}
    </div>
  );
}

/** What the task's draft runs into, and the choice where there are two of it. */
function SaveTroubles({ task, queue }: { task: TaskSession; queue: WorkQueue }) {
  const state = useSaveState(task.autosave);
  if (state.kind === "refused")
    return (
      <Notice
        kind="warn"
        title={t("label.draftRefused")}
        actions={
          <Button small onClick={() => void task.autosave.flush()}>
            {t("ui.retry")}
          </Button>
        }
      >
        {t("label.draftRefusedTodo", { detail: state.detail })}
      </Notice>
    );
  if (state.kind !== "conflict") return task.isCorrection && !task.isReadOnly ? <Correction task={task} queue={queue} /> : null;
  return (
    <Notice
      kind="warn"
      title={t(state.answered ? "label.answered" : "label.conflict")}
      actions={
        <>
          <Button small onClick={() => void queue.choose(task, "mine")}>
            {t("label.keepMine")}
          </Button>
          <Button small onClick={() => void queue.choose(task, "theirs")}>
            {t(state.answered ? "label.takeAnswer" : "label.takeTheirs")}
          </Button>
        </>
      }
    >
      {t(state.answered ? "label.answeredTodo" : "label.conflictTodo")}
    </Notice>
  );
}
