import { useState, type KeyboardEvent } from "react";
import { Button } from "@/ui/Button";
import { CheckField, TextField } from "@/ui/Field";
import { formatNumber, t } from "../messages";
import type { Condition } from "./filter";
import styles from "./editors.module.css";
import { formatValue } from "./sentence";
import type { ListField } from "@/api/types";

interface EditorProps {
  field: ListField;
  condition: Condition | null;
  onChange: (condition: Condition | null) => void;
  close: () => void;
}

/** The small place where one condition of a filter is set. */
export function ConditionEditor(props: EditorProps) {
  const { kind } = props.field;
  if (kind === "choice") return <Choice {...props} />;
  if (kind === "number") return <NumberRange {...props} />;
  return kind === "time" ? <Days {...props} /> : <Words {...props} />;
}

const manyValues = 8;

function Choice({ field, condition, onChange }: EditorProps) {
  const [find, setFind] = useState("");
  const out = condition !== null && "not" in condition;
  const chosen = condition === null ? [] : "is" in condition ? condition.is : "not" in condition ? condition.not : [];
  const known = field.values ?? [];
  const gone = chosen.filter((value) => !known.some((one) => one.value === value)).map((value) => ({ value, title: value, count: 0 }));
  const words = find.trim().toLowerCase();
  const rows = [...gone, ...known].filter(({ title, value }) => words === "" || `${title} ${value}`.toLowerCase().includes(words));
  const most = Math.max(1, ...known.map(({ count }) => count));
  const set = (values: readonly string[], without = out) =>
    onChange(values.length === 0 ? null : without ? { field: field.name, not: values } : { field: field.name, is: values });
  const flip = (value: string) => set(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  const free = find.trim();

  return (
    <div className={styles.choice}>
      {(known.length > manyValues || field.values === null) && (
        <TextField
          bare
          label={t("lists.find")}
          placeholder={t("lists.find")}
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
      )}
      <ul className={styles.values} onKeyDown={moveFocus}>
        {rows.map(({ value, title, count }) => (
          <li key={value}>
            <label className={styles.value}>
              <input type="checkbox" checked={chosen.includes(value)} onChange={() => flip(value)} />
              <span dir="auto" className={styles.valueTitle}>
                {title}
              </span>
              <span className={styles.track} aria-hidden="true">
                <span style={{ width: `${(count / most) * 100}%` }} />
              </span>
              <span className={styles.count}>{formatNumber(count)}</span>
            </label>
          </li>
        ))}
      </ul>
      {rows.length === 0 && free === "" && <p className={styles.note}>{t("lists.noValue")}</p>}
      {rows.length === 0 && free !== "" && (
        <Button small onClick={() => set([...chosen, free])}>
          {t("lists.useValue", { text: free })}
        </Button>
      )}
      {chosen.length > 0 && <CheckField label={t("lists.exclude")} checked={out} onChange={(event) => set(chosen, event.target.checked)} />}
    </div>
  );
}

/** Arrows walk through the values as Tab does. */
function moveFocus(event: KeyboardEvent) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const boxes = [...event.currentTarget.querySelectorAll<HTMLElement>("input")];
  const at = boxes.findIndex((box) => box === document.activeElement);
  boxes[Math.min(boxes.length - 1, Math.max(0, at + step))]?.focus();
}

function NumberRange({ field, condition, onChange, close }: EditorProps) {
  const bounds = condition as { above?: number; below?: number } | null;
  const [least, setLeast] = useState(bounds?.above?.toString() ?? "");
  const [most, setMost] = useState(bounds?.below?.toString() ?? "");
  const apply = (from: string, to: string) => {
    setLeast(from);
    setMost(to);
    const [above, below] = [numberOf(from), numberOf(to)];
    if (above === undefined && below === undefined) onChange(null);
    else onChange({ field: field.name, ...(above !== undefined && { above }), ...(below !== undefined && { below }) });
  };
  const share = field.min !== null && field.max !== null && field.min >= 0 && field.max <= 1;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div className={styles.pair}>
        <TextField
          label={t("lists.least")}
          type="number"
          step="any"
          value={least}
          placeholder={field.min === null ? "" : formatValue(field.min)}
          onChange={(event) => apply(event.target.value, most)}
        />
        <TextField
          data-focus
          label={t("lists.most")}
          type="number"
          step="any"
          value={most}
          placeholder={field.max === null ? "" : formatValue(field.max)}
          onChange={(event) => apply(least, event.target.value)}
        />
      </div>
      {share && (
        <div className={styles.presets}>
          {["0.5", "0.8", "0.9", "0.95"].map((bound) => (
            <Button key={bound} small aria-pressed={most === bound && least === ""} onClick={() => apply("", bound)}>
              {`${t("lists.below")} ${bound}`}
            </Button>
          ))}
        </div>
      )}
      {field.min !== null && field.max !== null && (
        <p className={styles.note}>{t("lists.seen", { min: formatValue(field.min), max: formatValue(field.max) })}</p>
      )}
    </form>
  );
}

const numberOf = (text: string) => (text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text));

const dayMs = 86_400_000;
const dayOf = (time: number) => {
  const day = new Date(time);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
};
const midnight = (day: string) => (day === "" ? undefined : new Date(`${day}T00:00`).getTime());
const nextMidnight = (day: string) => {
  const start = midnight(day);
  return start === undefined ? undefined : midnight(dayOf(start + 1.5 * dayMs));
};

function Days({ field, condition, onChange, close }: EditorProps) {
  const bounds = condition as { from?: number; to?: number } | null;
  const [since, setSince] = useState(bounds?.from === undefined ? "" : dayOf(bounds.from));
  const [until, setUntil] = useState(bounds?.to === undefined ? "" : dayOf(bounds.to - 1));
  const apply = (first: string, last: string) => {
    setSince(first);
    setUntil(last);
    const [from, to] = [midnight(first), nextMidnight(last)];
    if (from === undefined && to === undefined) onChange(null);
    else onChange({ field: field.name, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
  };
  const ago = (days: number) => dayOf(Date.now() - days * dayMs);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div className={styles.presets}>
        <Button small onClick={() => apply(ago(0), "")}>
          {t("lists.today")}
        </Button>
        <Button small onClick={() => apply(ago(1), ago(1))}>
          {t("lists.yesterday")}
        </Button>
        {[7, 30].map((days) => (
          <Button key={days} small onClick={() => apply(ago(days - 1), "")}>
            {t("lists.days", { n: days })}
          </Button>
        ))}
      </div>
      <div className={styles.pair}>
        <TextField label={t("lists.since")} type="date" value={since} onChange={(event) => apply(event.target.value, until)} />
        <TextField label={t("lists.until")} type="date" value={until} onChange={(event) => apply(since, event.target.value)} />
      </div>
    </form>
  );
}

function Words({ field, condition, onChange, close }: EditorProps) {
  const [words, setWords] = useState(condition !== null && "has" in condition ? condition.has : "");
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onChange(words.trim() === "" ? null : { field: field.name, has: words.trim() });
        close();
      }}
    >
      <TextField
        data-focus
        dir="auto"
        label={t("lists.contains")}
        hint={t("lists.containsHint")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
    </form>
  );
}
