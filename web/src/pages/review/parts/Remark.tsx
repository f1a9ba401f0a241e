import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MapPin, MessageSquare } from "lucide-react";
import { useRef, useState } from "react";
import { taskThreadsQuery } from "@/api/queries";
import { commentOn } from "@/api/review";
import { formatFigure, t } from "@/app/messages";
import { onSend, Thread } from "@/app/threads/Thread";
import { useKeptText } from "@/app/threads/useKeptText";
import { newId } from "@/editor/id";
import { nameOf } from "@/editors/objects/records";
import { pinnedThing, type Pin } from "@/editors/review/pins";
import { Button } from "@/ui/Button";
import { AreaField, SelectField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import styles from "./Remark.module.css";
import type { ReviewSession } from "./ReviewSession";
import { useReviewed } from "./useSession";

interface RemarksProps {
  session: ReviewSession;
  writing: boolean;
  /** A place that was chosen in the item. */
  place: Pin | null;
  placing: boolean;
  onWriting: (on: boolean) => void;
  onPlacing: (on: boolean) => void;
  onUnplace: () => void;
}

/** What was said about the task, and a place to say more: about all of it, an object, or a place. */
export function Remarks({ session, writing, ...rest }: RemarksProps) {
  const threads = useQuery(taskThreadsQuery(session.taskId)).data ?? [];
  if (threads.length === 0 && !writing) return null;
  return (
    <section className={styles.remarks} aria-label={t("review.comments")}>
      <h2 className={styles.title}>
        <MessageSquare size={13} aria-hidden="true" />
        {t("review.comments")}
      </h2>
      {writing && <Composer session={session} {...rest} />}
      {threads.map((thread) => (
        <Thread key={thread.id} thread={thread} folded about={<About session={session} pin={thread.pin} />} />
      ))}
    </section>
  );
}

/** What a comment is about, and the way there. */
function About({ session, pin }: { session: ReviewSession; pin: Pin | null }) {
  const { ontology, things } = session;
  const thing = pinnedThing(things, pin);
  if (thing) {
    return (
      <button type="button" className={styles.link} onClick={() => session.pick(thing.id)}>
        {nameOf(ontology, session.object(thing.id) ?? thing.object, thing.n)}
      </button>
    );
  }
  if (pin?.span) return <bdi>{t("review.words", { words: wordsAt(session, pin.span) })}</bdi>;
  if (pin?.at) return <>{t("thread.spot", { x: formatFigure(pin.at.x), y: formatFigure(pin.at.y) })}</>;
  return <>{t("review.goneObject")}</>;
}

function Composer({ session, place, placing, onWriting, onPlacing, onUnplace }: Omit<RemarksProps, "writing">) {
  useReviewed(session);
  const client = useQueryClient();
  const [text, setText] = useKeptText(`remark ${session.taskId}`);
  const [to, setTo] = useState("");
  const [whole, setWhole] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Error | null>(null);
  const key = useRef(newId());
  const { picked, voices, ontology } = session;
  const thing = session.thing(picked);
  const object = session.object(picked) ?? thing?.object ?? null;
  const voice = voices.find(({ annotationId }) => annotationId === to);

  // Who reads it knows their own object, not the one it was merged into.
  const theirs = thing?.sources.find((source) => source.voice === voice)?.object.id;
  const pin: Pin | null = place ?? (whole || !object ? null : { object: (voice && theirs) ?? object.id });
  const about = place?.at
    ? t("review.commentOn.at", { x: place.at.x, y: place.at.y })
    : place?.span
      ? t("review.commentOn.span", { words: wordsAt(session, place.span) })
      : pin && object
        ? t("review.commentOn.object", { name: nameOf(ontology, object, thing?.n ?? session.ids().indexOf(picked) + 1) })
        : t("review.commentOn.task");

  const send = async () => {
    if (text.trim() === "" || busy) return;
    setBusy(true);
    setFailed(null);
    try {
      await commentOn(session.taskId, { text, pin, ...(to && { annotationId: to }) }, key.current);
      setText("");
      await client.invalidateQueries({ queryKey: ["threads"] });
      onWriting(false);
    } catch (error) {
      setFailed(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={styles.composer}>
      <p className={styles.about}>
        <MapPin size={13} aria-hidden="true" />
        <span dir="auto">{placing ? t("review.commentPinHint") : about}</span>
        {session.bench.placeAt && (
          <button type="button" className={styles.link} aria-pressed={placing} onClick={() => onPlacing(!placing)}>
            {t(placing ? "ui.cancel" : "review.commentPin")}
          </button>
        )}
        {pin && !placing && (
          <button
            type="button"
            className={styles.link}
            onClick={() => {
              onUnplace();
              setWhole(true);
            }}
          >
            {t("review.commentUnpin")}
          </button>
        )}
      </p>
      <AreaField
        label={t("review.commentWhat")}
        rows={3}
        autoFocus
        value={text}
        onChange={(event) => {
          key.current = newId();
          setText(event.target.value);
        }}
        onKeyDown={onSend(() => void send())}
      />
      <SelectField label={t("review.commentTo")} value={to} onChange={(event) => setTo(event.target.value)}>
        <option value="">{t("review.commentToReviewers")}</option>
        {voices.map(({ annotationId, author }) => (
          <option key={annotationId} value={annotationId}>
            {t("review.commentToAuthor", { name: author.name })}
          </option>
        ))}
      </SelectField>
      {failed && <Failure error={failed} />}
      <div className={styles.actions}>
        <Button small kind="primary" keys="Mod+Enter" disabled={text.trim() === "" || busy} onClick={() => void send()}>
          {t(busy ? "review.commentSending" : "review.commentSend")}
        </Button>
        <Button small kind="quiet" onClick={() => onWriting(false)}>
          {t("ui.cancel")}
        </Button>
      </div>
    </div>
  );
}

/** The words of a text at a place that is counted in code points. */
const wordsAt = (session: ReviewSession, { start, end }: { start: number; end: number }) =>
  [...session.task.item.text].slice(start, Math.min(end, start + 60)).join("");
