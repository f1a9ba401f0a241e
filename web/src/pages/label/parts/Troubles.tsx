import { useSyncExternalStore } from "react";
import { formatDuration, t } from "@/app/messages";
import type { Outbox } from "@/editor/outbox";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import styles from "./Frame.module.css";
import { Correction } from "./Correction";
import type { Answer } from "./outbox";
import { useSaveState } from "./SaveMark";
import type { TaskSession } from "./TaskSession";
import type { QueueState, WorkQueue } from "./WorkQueue";

export function useOutbox(outbox: Outbox<Answer>) {
  return useSyncExternalStore(
    (reader) => outbox.subscribe(reader),
    () => outbox.state,
  );
}

/** What keeps work from reaching the server, each with what to do about it; empty on a good day. */
export function Troubles({ queue, state, outbox }: { queue: WorkQueue; state: QueueState; outbox: Outbox<Answer> }) {
  const sending = useOutbox(outbox);
  const { task } = state;
  return (
    <div className={styles.troubles} aria-live="polite">
      {sending.refused.map((refusal) => (
        <Notice
          key={refusal.id}
          kind="bad"
          title={t("label.refused", { n: refusal.content.number, title: refusal.title })}
          actions={
            <>
              <Button small onClick={() => void queue.takeBack(refusal.id)}>
                {t("label.reopen")}
              </Button>
              <Button small kind="danger" onClick={() => void outbox.takeBack(refusal.id)}>
                {t("label.discard")}
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
          title={t("label.waiting", { n: sending.waiting })}
          actions={
            <Button small onClick={() => void outbox.retry()}>
              {t("ui.retry")}
            </Button>
          }
        >
          {t(sending.trouble === "signin" ? "label.signinTodo" : "work.unsentTodo")}
        </Notice>
      )}
      {state.skipFailed !== null && (
        <Notice
          kind="warn"
          title={t("label.skipFailed", { n: state.skipFailed })}
          actions={
            <Button small onClick={() => queue.dismissSkip()}>
              {t("ui.close")}
            </Button>
          }
        >
          {t("label.skipFailedTodo")}
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
      {task?.isCorrection && <Correction key={`correct ${task.id}`} task={task} queue={queue} />}
      {task && state.gone === "released" && (
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
      {task && <SaveTroubles key={task.id} task={task} />}
    </div>
  );
}

function SaveTroubles({ task }: { task: TaskSession }) {
  const { kind } = useSaveState(task.autosave);
  if (kind !== "conflict") return null;
  return (
    <Notice
      kind="warn"
      title={t("label.conflict")}
      actions={
        <>
          <Button small onClick={() => void task.autosave.keepMine()}>
            {t("label.keepMine")}
          </Button>
          <Button small onClick={() => void task.takeTheirs()}>
            {t("label.takeTheirs")}
          </Button>
        </>
      }
    >
      {t("label.conflictTodo")}
    </Notice>
  );
}
