import { useState } from "react";
import { useCommands } from "@/app/commands";
import { t } from "@/app/messages";
import type { GiveVerdictRequest } from "@/api/types";
import type { Command } from "@/editor/commands";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { AreaField, CheckField } from "@/ui/Field";
import { Kbd } from "@/ui/Kbd";
import { RadioCards } from "@/ui/RadioCards";
import styles from "./Rejecting.module.css";
import { LineSample } from "./Panes";
import type { ReviewSession } from "./ReviewSession";

const overlay = (id: string, title: string, keys: string[], run: () => void, inText = false): Command => ({
  id: `review.dialog.${id}`,
  title,
  group: t("command.group.review"),
  keys,
  scope: "overlay",
  quiet: true,
  fixed: true,
  inText,
  run,
});

const numberOf = (at: number) => (at < 9 ? String(at + 1) : at < 18 ? `Shift+${at - 8}` : null);

interface ReasonsProps {
  reasons: readonly string[];
  reason: string;
  onReason: (reason: string) => void;
}

/** Why something is rejected: picked by number, arrows or pointer. */
function Reasons({ reasons, reason, onReason }: ReasonsProps) {
  return (
    <fieldset className={styles.reasons}>
      <legend>{t("review.reasons")}</legend>
      {reasons.map((each, at) => (
        <label key={each} className={styles.reason}>
          <input
            type="radio"
            name="reason"
            data-focus={each === reason || undefined}
            checked={each === reason}
            onChange={() => onReason(each)}
          />
          <span dir="auto">{each}</span>
          {numberOf(at) !== null && <Kbd keys={numberOf(at) ?? ""} />}
        </label>
      ))}
    </fieldset>
  );
}

interface RejectObjectProps {
  name: string;
  reasons: readonly string[];
  onReject: (reason: string, comment: string) => void;
  onClose: () => void;
}

/** Takes an object out: a number picks the reason and is all it takes. */
export function RejectObject({ name, reasons, onReject, onClose }: RejectObjectProps) {
  const [reason, setReason] = useState(reasons[0] ?? "");
  const [comment, setComment] = useState("");
  const reject = (why = reason) => onReject(why, comment.trim());
  useCommands([
    ...reasons.flatMap((each, at) =>
      numberOf(at) === null ? [] : [overlay(`reason.${at}`, each, [numberOf(at) ?? ""], () => reject(each))],
    ),
    overlay("reject", t("review.rejectGo"), ["Enter"], () => reject()),
    overlay("rejectText", t("review.rejectGo"), ["Mod+Enter"], () => reject(), true),
  ]);
  return (
    <Dialog
      title={t("review.rejectObject", { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="danger" keys="Enter" onClick={() => reject()}>
            {t("review.rejectGo")}
          </Button>
        </>
      }
    >
      <Reasons reasons={reasons} reason={reason} onReason={setReason} />
      <p className={styles.hint}>{t("review.reasonsKeys")}</p>
      <AreaField
        label={t("review.reasonComment")}
        hint={t("review.reasonCommentHint")}
        rows={2}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
    </Dialog>
  );
}

interface RejectTaskProps {
  session: ReviewSession;
  onReject: (body: GiveVerdictRequest) => void;
  onClose: () => void;
}

/** Sends the whole back: why, whose answers don't count any more, and who does it again. */
export function RejectTask({ session, onReject, onClose }: RejectTaskProps) {
  const { review, voices, task } = session;
  const counted = voices.filter((voice) => voice.counted);
  const [reason, setReason] = useState(review.reasons[0] ?? "");
  const [comment, setComment] = useState("");
  const [out, setOut] = useState<ReadonlySet<string>>(() => new Set(counted.map(({ annotationId }) => annotationId)));
  const [sendBackTo, setSendBackTo] = useState(review.hasAuthors ? review.sendBackTo : "others");
  const reject = () => {
    if (out.size === 0 || reason === "") return;
    onReject({
      basis: review.basis,
      verdict: "reject",
      reason,
      ...(comment.trim() && { comment: comment.trim() }),
      answers: [...out],
      sendBackTo,
    });
  };
  useCommands([
    ...review.reasons.flatMap((each, at) =>
      numberOf(at) === null ? [] : [overlay(`reason.${at}`, each, [numberOf(at) ?? ""], () => setReason(each))],
    ),
    overlay("reject", t("review.rejectGo"), ["Enter"], reject),
    overlay("rejectText", t("review.rejectGo"), ["Mod+Enter"], reject, true),
  ]);
  return (
    <Dialog
      title={t("review.rejectTask", { n: task.ordinal })}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="danger" keys="Mod+Enter" disabled={out.size === 0 || reason === ""} onClick={reject}>
            {t("review.rejectGo")}
          </Button>
        </>
      }
    >
      <p className={styles.lead}>{t("review.rejectTaskLead")}</p>
      <div className={styles.columns}>
        <Reasons reasons={review.reasons} reason={reason} onReason={setReason} />
        <div className={styles.column}>
          <fieldset className={styles.answers}>
            <legend>{t("review.rejectAnswers")}</legend>
            {counted.map((voice) => (
              <span key={voice.annotationId} className={styles.answer}>
                <CheckField
                  label={voice.author.name}
                  checked={out.has(voice.annotationId)}
                  onChange={(event) => {
                    const next = new Set(out);
                    if (event.target.checked) next.add(voice.annotationId);
                    else next.delete(voice.annotationId);
                    setOut(next);
                  }}
                />
                <LineSample n={voice.n} />
              </span>
            ))}
          </fieldset>
          <AreaField label={t("review.reasonComment")} rows={3} value={comment} onChange={(event) => setComment(event.target.value)} />
        </div>
      </div>
      {review.hasAuthors ? (
        <RadioCards
          legend={t("review.sendBack")}
          value={sendBackTo}
          onChange={setSendBackTo}
          options={[
            { value: "author", title: t("review.sendBack.author"), hint: t("review.sendBack.authorHint") },
            { value: "others", title: t("review.sendBack.others"), hint: t("review.sendBack.othersHint") },
          ]}
        />
      ) : (
        <p className={styles.hint}>{t("review.sendBack.noAuthors")}</p>
      )}
    </Dialog>
  );
}
