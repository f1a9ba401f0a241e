import { ListFilter, X } from "lucide-react";
import { Fragment, useState, type ReactNode, type RefObject } from "react";
import { Button } from "@/ui/Button";
import { Popover } from "@/ui/Popover";
import { t } from "../messages";
import { AddFilter } from "./AddFilter";
import { ConditionEditor } from "./editors";
import { put, type Condition, type Filter } from "./filter";
import styles from "./FilterBar.module.css";
import { clauseOf, joined, sentenceOf } from "./sentence";
import { add } from "./suggest";
import type { ListField } from "@/api/types";

interface FilterBarProps {
  what: string;
  filter: Filter;
  fields: readonly ListField[];
  /** `again` while one condition is still being set: one step back then takes all of it back. */
  onChange: (filter: Filter, again: boolean) => void;
  input: RefObject<HTMLInputElement | null>;
  children?: ReactNode;
}

/** What a list is narrowed to, as a sentence whose parts are set by pressing on them. */
export function FilterBar({ what, filter, fields, onChange, input, children }: FilterBarProps) {
  const [open, setOpen] = useState<{ at: number; field: string; touched: boolean } | null>(null);
  const fresh = open?.at === filter.length ? open : null;
  const fieldOf = (name: string) => fields.find((field) => field.name === name);

  const set = (at: number, condition: Condition | null) => {
    onChange(put(filter, at, condition), open?.touched === true);
    if (open && !condition && at < filter.length) setOpen({ ...open, at: filter.length - 1, touched: true });
    else if (open) setOpen({ ...open, touched: true });
  };

  const chip = (condition: Condition | null, name: string, at: number) => {
    const field = fieldOf(name);
    const clause = condition
      ? clauseOf(condition, field)
      : { ...clauseOf({ field: name, is: [] }, field), verb: t("lists.is"), value: t("lists.nothingSet") };
    const words = (
      <>
        <span className={styles.field}>{clause.field}</span> <span className={styles.verb}>{clause.verb}</span>{" "}
        <span className={styles.valueText} dir="auto">
          {clause.value}
        </span>
      </>
    );
    return (
      <span className={styles.chip}>
        {field ? (
          <Popover
            label={t("lists.editFilter", { sentence: joined(clause) })}
            triggerLabel={t("lists.editFilter", { sentence: joined(clause) })}
            className={styles.words}
            trigger={words}
            open={open?.at === at}
            onOpen={(next) => setOpen(next ? { at, field: name, touched: false } : null)}
          >
            {(close) => <ConditionEditor field={field} condition={condition} onChange={(next) => set(at, next)} close={close} />}
          </Popover>
        ) : (
          <span className={styles.words}>{words}</span>
        )}
        {condition && (
          <button
            type="button"
            className={styles.remove}
            aria-label={t("lists.removeFilter", { sentence: joined(clause) })}
            onClick={() => onChange(put(filter, at, null), false)}
          >
            <X size={12} aria-hidden="true" />
          </button>
        )}
      </span>
    );
  };

  return (
    <div className={styles.bar} role="group" aria-label={sentenceOf(what, filter, fields)}>
      <ListFilter size={14} aria-hidden="true" className={styles.icon} />
      {filter.map((condition, at) => (
        <Fragment key={at}>
          {at > 0 && <span className={styles.and}>{t("lists.and")}</span>}
          {chip(condition, condition.field, at)}
        </Fragment>
      ))}
      {fresh && (
        <>
          {filter.length > 0 && <span className={styles.and}>{t("lists.and")}</span>}
          {chip(null, fresh.field, filter.length)}
        </>
      )}
      <AddFilter
        ref={input}
        fields={fields}
        some={filter.length > 0}
        onField={(field) => {
          const at = filter.findIndex((condition) => condition.field === field.name);
          setOpen({ at: at < 0 ? filter.length : at, field: field.name, touched: false });
        }}
        onCondition={(condition) => onChange(add(filter, condition), false)}
        onBack={() => {
          if (filter.length > 0) onChange(filter.slice(0, -1), false);
        }}
      />
      {filter.length > 0 && (
        <Button kind="quiet" small onClick={() => onChange([], false)}>
          {t("lists.clear")}
        </Button>
      )}
      <span className={styles.after}>{children}</span>
    </div>
  );
}
