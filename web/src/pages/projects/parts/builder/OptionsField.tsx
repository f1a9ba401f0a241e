import { Plus, X } from "lucide-react";
import type { Option, Question } from "@/api/types";
import { t } from "@/app/messages";
import { choicesOf } from "@/editors/form/questions";
import { Button, IconButton } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import styles from "./Builder.module.css";
import { follows, nameFrom, option } from "./questions";

export function OptionsField({
  question,
  scope,
  settled,
  onChange,
}: {
  question: Question;
  scope: string;
  settled: ReadonlySet<string>;
  onChange: (options: Option[]) => void;
}) {
  const { options } = question;
  const keys = choicesOf(question).map(({ key }) => key);
  const names = (except: number) => options.filter((_, place) => place !== except).map(({ name }) => name);
  const set = (at: number, next: Partial<Option>) => onChange(options.map((each, place) => (place === at ? { ...each, ...next } : each)));

  const retitle = (at: number, each: Option, title: string) => {
    const fallback = `option_${at + 1}`;
    const follow = !settled.has(`${scope}${question.name}/${each.name}`) && (each.title === "" || follows(each.name, each.title, fallback));
    set(at, follow ? { title, name: nameFrom(title, fallback, names(at)) } : { title });
  };

  const add = () => onChange([...options, option(nameFrom("", `option_${options.length + 1}`, names(-1)), "")]);

  return (
    <div className={styles.options} role="group" aria-label={t("builder.options")}>
      {options.map((each, at) => (
        <div key={at} className={styles.option}>
          <TextField
            bare
            className={styles.key}
            label={t("builder.optionKey", { n: at + 1 })}
            placeholder={keys[at] ?? ""}
            value={each.hotkey ?? ""}
            maxLength={1}
            onChange={(event) => set(at, { hotkey: event.target.value.trim().toUpperCase() || null })}
          />
          <TextField
            bare
            label={t("builder.option", { n: at + 1 })}
            placeholder={t("builder.option", { n: at + 1 })}
            value={each.title}
            dir="auto"
            onChange={(event) => retitle(at, each, event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || at !== options.length - 1 || !each.title.trim()) return;
              event.preventDefault();
              add();
            }}
          />
          <IconButton
            label={t("builder.optionRemove", { n: at + 1 })}
            disabled={options.length <= 2}
            onClick={() => onChange(options.filter((_, place) => place !== at))}
          >
            <X size={14} />
          </IconButton>
        </div>
      ))}
      <Button small kind="quiet" icon={<Plus />} onClick={add}>
        {t("builder.optionAdd")}
      </Button>
    </div>
  );
}
