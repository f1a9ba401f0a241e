import type { Question, QuestionKind } from "@/api/types";
import { t } from "@/app/messages";
import { CheckField, SelectField, TextField } from "@/ui/Field";
import styles from "./Builder.module.css";
import { CardMoves } from "./CardMoves";
import { ConditionField } from "./ConditionField";
import { OptionsField } from "./OptionsField";
import { follows, hasOptions, nameFrom, question as fresh, option } from "./questions";

interface QuestionCardProps {
  question: Question;
  kinds: readonly QuestionKind[];
  scope: string;
  of: string | undefined;
  at: number;
  earlier: readonly Question[];
  others: readonly string[];
  isLast: boolean;
  settled: ReadonlySet<string>;
  onChange: (question: Question) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

export function QuestionCard({
  question,
  kinds,
  scope,
  of,
  at,
  earlier,
  others,
  isLast,
  settled,
  onChange,
  onMove,
  onRemove,
}: QuestionCardProps) {
  const n = at + 1;
  const fallback = `question_${n}`;
  const fixed = settled.has(`${scope}${question.name}`);
  const set = (next: Partial<Question>) => onChange({ ...question, ...next });

  const retitle = (title: string) => {
    const follow = !fixed && (question.title === "" || follows(question.name, question.title, fallback));
    set(follow ? { title, name: nameFrom(title, fallback, others) } : { title });
  };

  const rekind = (kind: QuestionKind) => {
    const { min, max } = fresh("", "", kind);
    const options = !hasOptions(kind)
      ? []
      : question.options.length > 0
        ? question.options
        : [option("option_1", ""), option("option_2", "")];
    set({ kind, min, max, options });
  };

  const number = (text: string) => (text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text));
  const range = (from: string | null, to: string) => (
    <div className={styles.range}>
      {from !== null && (
        <TextField label={from} type="number" value={question.min ?? ""} onChange={(event) => set({ min: number(event.target.value) })} />
      )}
      <TextField label={to} type="number" value={question.max ?? ""} onChange={(event) => set({ max: number(event.target.value) })} />
    </div>
  );

  return (
    <section className={styles.card} aria-label={of === undefined ? t("builder.question", { n }) : t("builder.attribute", { n, of })}>
      <div className={styles.head}>
        <span className={styles.place}>{n}</span>
        <TextField
          bare
          label={t("builder.title")}
          placeholder={t("builder.titlePlaceholder")}
          value={question.title}
          onChange={(event) => retitle(event.target.value)}
          className={styles.title}
          dir="auto"
        />
        <SelectField
          bare
          label={t("builder.kind")}
          value={question.kind}
          disabled={fixed}
          onChange={(event) => rekind(event.target.value as QuestionKind)}
          className={styles.kind}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`builder.kind.${kind}`)}
            </option>
          ))}
        </SelectField>
        <CardMoves isFirst={at === 0} isLast={isLast} remove={t("builder.remove")} onMove={onMove} onRemove={onRemove} />
      </div>
      <div className={styles.inner}>
        {hasOptions(question.kind) && (
          <OptionsField question={question} scope={scope} settled={settled} onChange={(options) => set({ options })} />
        )}
        {(question.kind === "rating" || question.kind === "number") && range(t("builder.min"), t("builder.max"))}
        {earlier.length > 0 && <ConditionField n={n} condition={question.when} earlier={earlier} onChange={(when) => set({ when })} />}
        <div className={styles.foot}>
          <CheckField
            label={t("builder.required")}
            checked={question.required}
            onChange={(event) => set({ required: event.target.checked })}
          />
          <details className={styles.details}>
            <summary>{t("builder.details")}</summary>
            <div className={styles.more}>
              <TextField
                label={t("builder.help")}
                placeholder={t("builder.helpPlaceholder")}
                value={question.help}
                onChange={(event) => set({ help: event.target.value })}
              />
              <TextField
                label={t("builder.name")}
                value={question.name}
                disabled={fixed}
                onChange={(event) => set({ name: event.target.value })}
                spellCheck={false}
              />
              {question.kind === "ranking" && (
                <TextField
                  label={t("builder.least")}
                  type="number"
                  value={question.min ?? ""}
                  onChange={(event) => set({ min: number(event.target.value) })}
                />
              )}
              {question.kind === "multichoice" && range(t("builder.least"), t("builder.most"))}
              {question.kind === "text" && range(null, t("builder.length"))}
            </div>
          </details>
        </div>
      </div>
    </section>
  );
}
