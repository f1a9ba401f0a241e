import { Check, X } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import type { Question } from "@/api/types";
import { t } from "@/app/messages";
import type { Json } from "@/editor/json";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import styles from "./FormPanel.module.css";
import { choicesOf, isAnswered, type Choice, type ChoiceValue } from "./questions";
import { RankField } from "./RankField";
import type { FormInput } from "./tool";
import { WriteField } from "./WriteField";

interface QuestionFieldProps {
  question: Question;
  answer: Json;
  focused: boolean;
  cursor: number;
  fault: string | undefined;
  takesFocus: boolean;
  /** Its keys don't act here, so they aren't shown. */
  keyless?: boolean;
  send: (input: FormInput) => void;
}

export function QuestionField({ question, answer, focused, cursor, fault, takesFocus, keyless, send }: QuestionFieldProps) {
  const id = useId();
  const group = useRef<HTMLDivElement>(null);
  const choices = choicesOf(question);
  const several = question.kind === "multichoice";
  const chosen = (value: ChoiceValue) => (several ? Array.isArray(answer) && answer.includes(value) : answer === value);

  useEffect(() => {
    const target = group.current;
    if (!focused || !takesFocus || !target || target.contains(globalThis.document.activeElement)) return;
    if (globalThis.document.querySelector("dialog[open]")) return;
    (target.querySelector<HTMLElement>("textarea, input") ?? target).focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }, [focused, takesFocus]);

  // Whoever goes back to the objects goes there with the keyboard, too.
  useEffect(() => {
    const active = globalThis.document.activeElement;
    if (!focused && active instanceof HTMLElement && group.current?.contains(active)) active.blur();
  }, [focused]);

  const described = cx(question.help && `${id}-help`, fault && `${id}-fault`) || undefined;
  const rating = question.kind === "rating";

  const row = (choice: Choice, at: number) => {
    const on = chosen(choice.value);
    return (
      <div
        key={String(choice.value)}
        id={`${id}-${String(choice.value)}`}
        role={several ? "checkbox" : "radio"}
        aria-checked={on}
        className={cx(rating ? styles.step : styles.option, on && styles.on, several && focused && cursor === at && styles.cursor)}
        onClick={() => send({ type: "choose", question: question.name, value: choice.value })}
      >
        {!rating && (keyless ? <span className={styles.keyless} aria-hidden="true" /> : choice.key && <Kbd keys={choice.key} />)}
        <span className={styles.optionTitle} dir="auto">
          {choice.title}
          {choice.help && <small>{choice.help}</small>}
        </span>
        {!rating && <span className={several ? styles.box : styles.tick}>{on && <Check size={14} aria-hidden="true" />}</span>}
      </div>
    );
  };

  return (
    <section
      className={cx(styles.question, focused && styles.focused)}
      onMouseDown={() => send({ type: "focus", question: question.name })}
    >
      <header className={styles.title}>
        <h2 id={`${id}-title`} dir="auto">
          {question.title || question.name}
        </h2>
        {!question.required && <span className={styles.optional}>{t("label.optional")}</span>}
        {!question.required && isAnswered(answer) && choices.length > 0 && (
          <IconButton className={styles.clear} label={t("label.clear")} onClick={() => send({ type: "clear", question: question.name })}>
            <X size={14} />
          </IconButton>
        )}
      </header>
      {question.help && (
        <p id={`${id}-help`} className={styles.help} dir="auto">
          {question.help}
        </p>
      )}
      <div
        ref={group}
        className={cx(styles.group, rating && styles.rating)}
        role={choices.length === 0 || several || question.kind === "ranking" ? "group" : "radiogroup"}
        aria-labelledby={`${id}-title`}
        aria-describedby={described}
        aria-activedescendant={choices[cursor] && focused ? `${id}-${String(choices[cursor].value)}` : undefined}
        tabIndex={choices.length > 0 ? 0 : undefined}
        onFocus={() => {
          if (!focused) send({ type: "focus", question: question.name });
        }}
      >
        {question.kind === "ranking" ? (
          <RankField id={id} question={question} answer={answer} focused={focused} cursor={cursor} keyless={keyless} send={send} />
        ) : choices.length > 0 ? (
          choices.map(row)
        ) : (
          <WriteField question={question} answer={answer} labelledBy={`${id}-title`} describedBy={described} send={send} />
        )}
      </div>
      {fault && (
        <p id={`${id}-fault`} className={styles.fault}>
          {fault}
        </p>
      )}
    </section>
  );
}
