import { Eye } from "lucide-react";
import { formatDuration, formatMoment, t } from "@/app/messages";
import type { GetTaskResponse, Ontology, TaskAnswer } from "@/api/types";
import { classTitle } from "@/editors/objects/records";
import { IconButton } from "@/ui/Button";
import { classColor, objectColor } from "@/ui/classColor";
import { cx } from "@/ui/cx";
import styles from "./Task.module.css";
import { placeOf, showAnswer } from "./values";

/** Whether an answer marks anything in its item. */
export const marks = ({ document }: TaskAnswer) => document.objects.length > 0;

interface AnswersProps {
  task: GetTaskResponse;
  ontology: Ontology;
  shown: TaskAnswer | null;
  onShow: (annotationId: string) => void;
}

/** Who said what. */
export function Answers({ task, ontology, shown, onShow }: AnswersProps) {
  const some = task.answers.some(marks);
  return (
    <ul className={styles.answers}>
      {task.answers.map((answer) => (
        <li key={answer.annotationId} className={cx(some && shown === answer && styles.shown)}>
          <header>
            <strong>{answer.author.name}</strong>
            <span>
              {[
                formatMoment(answer.submittedAt),
                formatDuration(answer.activeMs),
                answer.revision > 1 && t("task.corrected", { n: answer.revision - 1 }),
                answer.late && t("task.late"),
                answer.author.kind === "model" ? t("task.prediction") : !answer.counted && t("task.notCounted"),
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
            {some && (
              <IconButton
                label={t("task.show", { name: answer.author.name })}
                aria-pressed={shown === answer}
                onClick={() => onShow(answer.annotationId)}
              >
                <Eye size={14} />
              </IconButton>
            )}
          </header>
          {some && <Marked answer={answer} ontology={ontology} />}
          <dl>
            {ontology.questions.map((question) => {
              const value = answer.document.answers[question.name];
              if (value === undefined) return null;
              return (
                <div key={question.name}>
                  <dt dir="auto">{question.title || question.name}</dt>
                  <dd dir="auto">
                    {(question.kind === "choice" || question.kind === "rating") && (
                      <span className={styles.swatch} style={{ background: classColor(placeOf(question, value)) }} aria-hidden="true" />
                    )}
                    {showAnswer(question, value)}
                  </dd>
                </div>
              );
            })}
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** How many objects of each class an answer marks, in the ontology's order. */
function Marked({ answer, ontology }: { answer: TaskAnswer; ontology: Ontology }) {
  const counts = new Map<string, number>();
  for (const each of answer.document.objects) counts.set(each.class, (counts.get(each.class) ?? 0) + 1);
  const places = new Map(ontology.classes.map(({ name }, at) => [name, at]));
  const rows = [...counts].sort(([a], [b]) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size));
  if (rows.length === 0) return <p className={styles.none}>{t("task.marksNothing")}</p>;
  return (
    <ul className={styles.marked}>
      {rows.map(([name, n]) => (
        <li key={name} dir="auto">
          <span className={styles.swatch} style={{ background: objectColor(ontology.classes, name) }} aria-hidden="true" />
          {t("task.marks", { title: classTitle(ontology, name), count: n })}
        </li>
      ))}
      {answer.document.relations.length > 0 && <li>{t("task.relations", { n: answer.document.relations.length })}</li>}
    </ul>
  );
}
