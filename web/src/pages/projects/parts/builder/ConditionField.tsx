import type { Condition, Question } from "@/api/types";
import { t } from "@/app/messages";
import { choicesOf } from "@/editors/form/questions";
import { SelectField } from "@/ui/Field";
import styles from "./Builder.module.css";

interface ConditionFieldProps {
  n: number;
  condition: Condition | null;
  earlier: readonly Question[];
  onChange: (condition: Condition | null) => void;
}

/** A yes or no is asked for as such, everything else by its name. */
const asked = (source: Question | undefined, value: string) => (source?.kind === "flag" ? value === "true" : value);

/** When a question is shown: always, or after an answer to an earlier one. */
export function ConditionField({ n, condition, earlier, onChange }: ConditionFieldProps) {
  const simple = condition && "question" in condition ? condition : null;
  const source = simple ? earlier.find(({ name }) => name === simple.question) : undefined;
  const choices = source ? choicesOf(source) : [];
  const chosen = simple && "is" in simple ? simple.is.map(String) : [];

  const choose = (name: string) => {
    const picked = earlier.find((each) => each.name === name);
    const first = picked && choicesOf(picked)[0];
    onChange(!picked ? null : first ? { question: name, is: [asked(picked, String(first.value))] } : { question: name, answered: true });
  };

  const toggle = (value: string) => {
    if (!simple) return;
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    onChange(
      next.length > 0
        ? { question: simple.question, is: next.map((one) => asked(source, one)) }
        : { question: simple.question, answered: true },
    );
  };

  return (
    <div className={styles.when}>
      <span>{t("builder.when")}</span>
      <SelectField
        bare
        label={t("builder.condition", { n })}
        value={source?.name ?? (condition ? "*" : "")}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{t("builder.always")}</option>
        {condition && !source && (
          <option value="*" disabled>
            {t("builder.custom")}
          </option>
        )}
        {earlier.map(({ name, title }) => (
          <option key={name} value={name}>
            {t("builder.onlyIf", { title: title || name })}
          </option>
        ))}
      </SelectField>
      {source && (
        <div className={styles.values} role="group" aria-label={t("builder.isOneOf")}>
          <span>{t(chosen.length > 0 ? "builder.isOneOf" : "builder.isAnswered")}</span>
          {choices.map(({ value, title }) => (
            <button
              key={String(value)}
              type="button"
              aria-pressed={chosen.includes(String(value))}
              className={styles.chip}
              onClick={() => toggle(String(value))}
              dir="auto"
            >
              {title || String(value)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
