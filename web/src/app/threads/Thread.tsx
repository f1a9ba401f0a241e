import { useQueryClient } from "@tanstack/react-query";
import { MapPin } from "lucide-react";
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { api, call } from "@/api/client";
import type { Thread as ThreadShape } from "@/api/types";
import { formatAgo, formatFigure, t } from "@/app/messages";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { AreaField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import styles from "./Thread.module.css";
import { useKeptText } from "./useKeptText";

/** Ctrl Enter sends what is written. */
export const onSend = (send: () => void) => (event: KeyboardEvent) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  send();
};

/** A question with everything said about it, and a place to say more. */
export function Thread({ thread, folded, about }: { thread: ThreadShape; folded?: boolean; about?: ReactNode }) {
  const client = useQueryClient();
  const [text, setText] = useKeptText(`reply ${thread.id}`);
  const [writing, setWriting] = useState(!folded || text !== "");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Error | null>(null);
  const [first] = thread.comments;
  const at = { params: { path: { id: thread.id } } };

  const act = async (run: () => Promise<unknown>) => {
    setBusy(true);
    setFailed(null);
    try {
      await run();
      await Promise.all(["threads", "project", "work"].map((key) => client.invalidateQueries({ queryKey: [key] })));
    } catch (error) {
      setFailed(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setBusy(false);
    }
  };
  const reply = () =>
    void act(async () => {
      if (text.trim() === "") return;
      await call(api.POST("/api/issues/{id}/comments", { ...at, body: { text } }));
      setText("");
    });
  const turn = (state: "open" | "resolved") => void act(() => call(api.PATCH("/api/issues/{id}", { ...at, body: { state } })));

  return (
    <article
      className={styles.thread}
      id={`thread-${thread.id}`}
      aria-label={t("thread.of", { name: first?.mine ? t("thread.you") : (first?.author ?? "") })}
    >
      <header className={styles.head}>
        <Badge tone={thread.state === "open" ? "warn" : "good"}>{t(`thread.${thread.state}`)}</Badge>
        {thread.pin && (
          <span className={styles.pin}>
            <MapPin size={14} aria-hidden="true" />
            {about ??
              [
                thread.pin.object && t("thread.object", { id: thread.pin.object }),
                thread.pin.at && t("thread.spot", { x: formatFigure(thread.pin.at.x), y: formatFigure(thread.pin.at.y) }),
              ]
                .filter(Boolean)
                .join(", ")}
          </span>
        )}
        {thread.unseen > 0 && <span className={styles.new}>{t("thread.new", { n: thread.unseen })}</span>}
      </header>
      <ol className={styles.comments}>
        {thread.comments.map((comment) => (
          <li key={comment.id}>
            <p className={styles.by}>
              <strong>{comment.mine ? t("thread.you") : comment.author}</strong>
              <time dateTime={new Date(comment.at).toISOString()}>{formatAgo(comment.at)}</time>
            </p>
            <p className={styles.text} dir="auto">
              {comment.text}
            </p>
          </li>
        ))}
      </ol>
      {failed && <Failure error={failed} />}
      {writing && (
        <AreaField
          label={t("thread.reply")}
          bare
          rows={2}
          placeholder={t("thread.replyHere")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onSend(reply)}
        />
      )}
      <div className={styles.actions}>
        <Button small disabled={busy || (writing && text.trim() === "")} onClick={() => (writing ? reply() : setWriting(true))}>
          {t("thread.reply")}
        </Button>
        <Button small kind="quiet" disabled={busy} onClick={() => turn(thread.state === "open" ? "resolved" : "open")}>
          {t(thread.state === "open" ? "thread.resolve" : "thread.reopen")}
        </Button>
      </div>
    </article>
  );
}
