import { useId } from "react";
import { cx } from "./cx";
import styles from "./RadioCards.module.css";

interface RadioCardsProps<T extends string> {
  legend: string;
  /** What can't be chosen now says so in its hint. */
  options: readonly { value: T; title: string; hint: string; disabled?: boolean }[];
  value: T;
  onChange: (value: T) => void;
  /** Three beside each other instead of two. */
  narrow?: boolean;
}

/** A choice of one of a few things that each need a sentence. */
export function RadioCards<T extends string>({ legend, options, value, onChange, narrow }: RadioCardsProps<T>) {
  const name = useId();
  return (
    <fieldset className={cx(styles.cards, narrow && styles.narrow)}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.card}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          <span>
            <strong>{option.title}</strong>
            <span className={styles.hint}>{option.hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
