import { Check, Minus } from "lucide-react";
import { cx } from "./cx";
import styles from "./SelectMark.module.css";

interface SelectMarkProps {
  label: string;
  on: boolean | "mixed";
  onToggle: (range: boolean) => void;
  /** Seen only near the pointer, as long as it is off. */
  quiet?: boolean;
}

/** The tick that selects a row or all of them. The keyboard selects by its own keys, so it isn't a stop of its own. */
export function SelectMark({ label, on, onToggle, quiet }: SelectMarkProps) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={on}
      aria-label={label}
      tabIndex={quiet ? -1 : 0}
      data-mark
      className={cx(styles.mark, quiet && on === false && styles.quiet)}
      onClick={(event) => onToggle(event.shiftKey)}
    >
      <span className={cx(styles.box, on !== false && styles.on)} aria-hidden="true">
        {on === "mixed" ? <Minus size={12} strokeWidth={3} /> : on && <Check size={12} strokeWidth={3} />}
      </span>
    </button>
  );
}
