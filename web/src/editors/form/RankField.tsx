import { ChevronDown, ChevronUp, Equal, X } from "lucide-react";
import type { Question } from "@/api/types";
import { t } from "@/app/messages";
import type { Json } from "@/editor/json";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import styles from "./FormPanel.module.css";
import { choicesOf } from "./questions";
import { groupsOf } from "./ranking";
import type { FormInput } from "./tool";

interface RankFieldProps {
  id: string;
  question: Question;
  answer: Json;
  focused: boolean;
  cursor: number;
  keyless: boolean | undefined;
  send: (input: FormInput) => void;
}

/** Options from best to worst; what has no place yet waits below. */
export function RankField({ id, question, answer, focused, cursor, keyless, send }: RankFieldProps) {
  const choices = choicesOf(question);
  const groups = groupsOf(answer);
  const ranked = groups.flatMap((group, place) => group.map((name) => ({ name, place })));
  const waiting = choices.filter(({ value }) => !ranked.some(({ name }) => name === value));
  const at = choices[cursor]?.value;
  const choose = (value: string) => send({ type: "choose", question: question.name, value });
  const rank = (value: string, how: "up" | "down" | "tie") => send({ type: "rank", question: question.name, value, how });
  const titleOf = (name: string) => choices.find(({ value }) => value === name)?.title ?? name;

  return (
    <>
      {ranked.length > 0 && (
        <ol className={styles.ranked}>
          {ranked.map(({ name, place }) => (
            <li key={name} id={`${id}-${name}`} className={cx(styles.option, styles.on, focused && at === name && styles.cursor)}>
              <span className={styles.place}>{place + 1}</span>
              <span className={styles.optionTitle} dir="auto">
                {titleOf(name)}
              </span>
              <IconButton label={t("label.rank.up", { title: titleOf(name) })} onClick={() => rank(name, "up")}>
                <ChevronUp size={14} />
              </IconButton>
              <IconButton label={t("label.rank.down", { title: titleOf(name) })} onClick={() => rank(name, "down")}>
                <ChevronDown size={14} />
              </IconButton>
              <IconButton
                label={t("label.rank.tie", { title: titleOf(name) })}
                aria-pressed={(groups[place]?.length ?? 0) > 1}
                className={cx((groups[place]?.length ?? 0) > 1 && styles.tied)}
                onClick={() => rank(name, "tie")}
              >
                <Equal size={14} />
              </IconButton>
              <IconButton label={t("label.rank.out", { title: titleOf(name) })} onClick={() => choose(name)}>
                <X size={14} />
              </IconButton>
            </li>
          ))}
        </ol>
      )}
      {waiting.map(({ value, title, help, key }) => (
        <button
          key={String(value)}
          id={`${id}-${String(value)}`}
          type="button"
          tabIndex={-1}
          className={cx(styles.option, styles.waitingOption, focused && at === value && styles.cursor)}
          onClick={() => choose(String(value))}
        >
          {keyless ? <span className={styles.keyless} aria-hidden="true" /> : key && <Kbd keys={key} />}
          <span className={styles.optionTitle} dir="auto">
            {title}
            {help && <small>{help}</small>}
          </span>
          <span className={styles.next}>{t("label.rank.next", { n: groups.length + 1 })}</span>
        </button>
      ))}
    </>
  );
}
