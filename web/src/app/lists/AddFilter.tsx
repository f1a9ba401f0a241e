import { useId, useState, type KeyboardEvent, type RefObject } from "react";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import { useKey } from "../commands";
import { formatNumber, t } from "../messages";
import styles from "./AddFilter.module.css";
import type { Condition } from "./filter";
import { clauseOf, joined } from "./sentence";
import { suggest, type Suggestion } from "./suggest";
import type { ListField } from "@/api/types";

interface AddFilterProps {
  ref: RefObject<HTMLInputElement | null>;
  fields: readonly ListField[];
  /** There is a filter already. */
  some: boolean;
  onField: (field: ListField) => void;
  onCondition: (condition: Condition) => void;
  /** Backspace in the empty field. */
  onBack: () => void;
}

/** A filter by typing: names of fields and values are offered, anything else is looked for in the text. */
export function AddFilter({ ref: field, fields, some, onField, onCondition, onBack }: AddFilterProps) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const id = useId();
  const key = useKey("list.filter", "F");
  const found = open ? suggest(text, fields) : [];

  const take = (suggestion: Suggestion | undefined) => {
    if (!suggestion) return;
    setText("");
    setAt(0);
    setOpen(false);
    if (suggestion.kind === "field") onField(suggestion.field);
    else {
      onCondition(suggestion.condition);
      // The keys belong to the list again.
      field.current?.blur();
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      setOpen(true);
      setAt((at + step + found.length) % Math.max(1, found.length));
    } else if (event.key === "Enter") take(found[at]);
    else if (event.key === "Escape") {
      setText("");
      setOpen(false);
      event.currentTarget.blur();
    } else if (event.key === "Backspace" && text === "") onBack();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <span className={cx(styles.root, some && styles.narrow)}>
      <input
        ref={field}
        className={styles.input}
        type="text"
        role="combobox"
        aria-label={t("lists.filterLabel")}
        aria-expanded={open}
        aria-autocomplete="list"
        aria-controls={open ? id : undefined}
        aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
        placeholder={some ? t("lists.andMore") : t("lists.filterHint")}
        autoComplete="off"
        dir="auto"
        value={text}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {!open && <Kbd keys={key} />}
      {open && (
        <div id={id} role="listbox" aria-label={t("lists.filterLabel")} className={styles.list}>
          {found.map((suggestion, index) => (
            <div
              key={index}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              className={cx(styles.option, index === at && styles.on)}
              ref={index === at ? (row) => row?.scrollIntoView({ block: "nearest" }) : null}
              onMouseMove={() => setAt(index)}
              // The field keeps the focus, so that nothing shuts before it is taken.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(suggestion)}
            >
              {suggestion.kind === "field" ? (
                <span>{suggestion.field.title}</span>
              ) : (
                <>
                  <span className={styles.condition} dir="auto">
                    {joined(clauseOf(suggestion.condition, suggestion.field))}
                  </span>
                  {suggestion.count !== undefined && <span className={styles.count}>{formatNumber(suggestion.count)}</span>}
                </>
              )}
            </div>
          ))}
          {found.length === 0 && <p className={styles.none}>{t("lists.noSuggestion")}</p>}
        </div>
      )}
    </span>
  );
}
