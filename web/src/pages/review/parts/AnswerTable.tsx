import { Check } from "lucide-react";
import { useState } from "react";
import { t } from "@/app/messages";
import { sameJson, type Json } from "@/editor/json";
import { answerOf } from "@/editors/review/outcomes";
import { isAnswered } from "@/editors/form/questions";
import { placeOf, showAnswer } from "@/pages/projects/parts/values";
import { classColor } from "@/ui/classColor";
import { cx } from "@/ui/cx";
import styles from "./AnswerTable.module.css";
import { LineSample } from "./Panes";
import type { ReviewSession } from "./ReviewSession";
import { useNow } from "./useSession";

const few = 6;

/** Who answered what: the answer as it stands first, then each person's; theirs can be taken with a click. */
export function AnswerTable({ session, alone }: { session: ReviewSession; alone: boolean }) {
  useNow(session);
  const { ontology, voices, review } = session;
  const [all, setAll] = useState(false);
  const questions = all || alone ? ontology.questions : ontology.questions.slice(0, few);
  return (
    <div className={cx(styles.frame, alone && styles.alone)} tabIndex={0} role="region" aria-label={t("review.questions")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("review.question")}</th>
            <th scope="col">{t("review.proposal")}</th>
            {voices.map((voice) => (
              <th key={voice.annotationId} scope="col">
                <span className={styles.who} title={voice.author.name}>
                  <LineSample n={voice.n} />
                  <span dir="auto">{voice.author.name}</span>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {questions.map((question) => {
            const { name } = question;
            const now = session.answer(name);
            const proposed = answerOf(review.proposal, name);
            const votes = voices.filter(({ counted }) => counted).map(({ document }) => answerOf(document, name));
            const disputed = votes.some((vote) => !sameJson(vote, votes[0] ?? null));
            const text = (value: Json) => (isAnswered(value) ? showAnswer(question, value) : t("review.unanswered"));
            const swatch = (value: Json) =>
              (question.kind === "choice" || question.kind === "rating") &&
              isAnswered(value) && (
                <span className={styles.swatch} style={{ background: classColor(placeOf(question, value)) }} aria-hidden="true" />
              );
            return (
              <tr key={name} className={cx(disputed && styles.disputed)}>
                <th scope="row" dir="auto">
                  {question.title || name}
                </th>
                <td className={cx(styles.now, !sameJson(now, proposed) && styles.changed)}>
                  <span className={styles.value} dir="auto">
                    {swatch(now)}
                    {isAnswered(now) ? text(now) : <em>{t("review.open")}</em>}
                  </span>
                  {!sameJson(now, proposed) && isAnswered(proposed) && (
                    <button
                      type="button"
                      className={styles.before}
                      title={t("review.take", { value: text(proposed), title: question.title || name })}
                      onClick={() => session.takeAnswer(name, proposed)}
                    >
                      <s>{text(proposed)}</s>
                    </button>
                  )}
                </td>
                {voices.map((voice) => {
                  const value = answerOf(voice.document, name);
                  const same = sameJson(value, now);
                  return (
                    <td key={voice.annotationId} className={cx(!same && styles.other, !voice.counted && styles.uncounted)}>
                      {isAnswered(value) && !same ? (
                        <button
                          type="button"
                          className={styles.take}
                          title={t("review.take", { value: text(value), title: question.title || name })}
                          onClick={() => session.takeAnswer(name, value)}
                        >
                          {swatch(value)}
                          <span dir="auto">{text(value)}</span>
                        </button>
                      ) : (
                        <span className={styles.value} dir="auto">
                          {swatch(value)}
                          {text(value)}
                          {same && isAnswered(value) && <Check size={13} aria-hidden="true" className={styles.agrees} />}
                        </span>
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      {questions.length < ontology.questions.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {t("together.more", { n: ontology.questions.length - questions.length })}
        </button>
      )}
    </div>
  );
}
