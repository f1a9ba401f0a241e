import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, call } from "@/api/client";
import { myThreadsQuery } from "@/api/queries";
import { t } from "@/app/messages";
import { onSend, Thread } from "@/app/threads/Thread";
import { useKeptText } from "@/app/threads/useKeptText";
import { newId } from "@/editor/id";
import { pinName } from "@/editors/review/pins";
import { useEditor } from "@/editors/useEditor";
import { Button } from "@/ui/Button";
import { AreaField, CheckField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { pinnedIn } from "./CommentPins";
import styles from "./Comments.module.css";
import type { TaskSession } from "./TaskSession";

interface CommentsProps {
  task: TaskSession;
  asking: boolean;
  onAsking: (on: boolean) => void;
  /** Opens the reasons to skip by. */
  onSkip: () => void;
}

/** What was asked about the task, with the replies, and a place to ask. */
export function Comments({ task, asking, onAsking, onSkip }: CommentsProps) {
  const client = useQueryClient();
  const threads = useQuery(myThreadsQuery(task.id)).data ?? [];
  const shown = pinnedIn(threads);
  const unseen = threads.reduce((sum, thread) => sum + thread.unseen, 0);

  useEffect(() => {
    if (unseen === 0) return;
    // The mark stays on the screen until the task is opened the next time: only My work stops telling.
    void call(api.POST("/api/assignments/{id}/issues/seen", { params: { path: { id: task.id } } }))
      .then(() => client.invalidateQueries({ queryKey: ["work"] }))
      .catch(() => undefined);
  }, [client, task.id, unseen]);

  if (threads.length === 0 && !asking) return null;
  return (
    <section className={styles.comments} aria-label={t("ask.section")}>
      <h2 className={styles.title}>{t("ask.section")}</h2>
      {asking && <Composer task={task} onDone={() => onAsking(false)} onSkip={onSkip} />}
      {threads.map((thread) => {
        const at = shown.indexOf(thread);
        // As it is called in the item.
        return <Thread key={thread.id} thread={thread} folded about={at < 0 ? undefined : pinName(at)} />;
      })}
    </section>
  );
}

function Composer({ task, onDone, onSkip }: { task: TaskSession; onDone: () => void; onSkip: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useKeptText(`ask ${task.id}`);
  const [about, setAbout] = useState(true);
  const [state, setState] = useState<"open" | "sending" | { failed: string }>("open");
  // One key for one question: sending it again asks it once.
  const key = useRef(newId());
  const { selected } = useEditor(task.editor, (editor) => editor.passing.selected).passing;
  const [object] = selected.size === 1 ? [...selected] : [];
  const pinned = about && object !== undefined;

  const send = async (skip: boolean) => {
    if (text.trim() === "" || state === "sending") return;
    setState("sending");
    try {
      await call(
        api.POST("/api/assignments/{id}/issues", {
          params: { path: { id: task.id }, header: { "Idempotency-Key": key.current } },
          body: { text, pin: pinned ? { object, at: null } : null },
        }),
      );
      setText("");
      await Promise.all(["threads", "work"].map((name) => client.invalidateQueries({ queryKey: [name] })));
      onDone();
      if (skip) onSkip();
    } catch (error) {
      setState({ failed: error instanceof Error && error.message ? error.message : t("ask.failed") });
    }
  };

  return (
    <div className={styles.composer}>
      <AreaField
        label={t("ask.label")}
        hint={t("ask.here")}
        rows={3}
        autoFocus
        value={text}
        onChange={(event) => {
          key.current = newId();
          setText(event.target.value);
        }}
        onKeyDown={onSend(() => void send(false))}
      />
      {object !== undefined && <CheckField label={t("ask.pinned")} checked={about} onChange={(event) => setAbout(event.target.checked)} />}
      {typeof state === "object" && (
        <Notice kind="warn" title={state.failed}>
          {t("ask.failedTodo")}
        </Notice>
      )}
      <div className={styles.actions}>
        <Button small kind="primary" keys="Mod+Enter" disabled={text.trim() === "" || state === "sending"} onClick={() => void send(false)}>
          {t(state === "sending" ? "ask.sending" : "ask.send")}
        </Button>
        {!task.isCorrection && (
          <Button small disabled={text.trim() === "" || state === "sending"} onClick={() => void send(true)}>
            {t("ask.sendSkip")}
          </Button>
        )}
        <Button small kind="quiet" onClick={onDone}>
          {t("ui.cancel")}
        </Button>
      </div>
    </div>
  );
}
