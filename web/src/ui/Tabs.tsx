import { NavLink } from "react-router";
import { cx } from "./cx";
import styles from "./Tabs.module.css";

/** Pages of one thing, side by side; each has its own address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly { to: string; title: string; end?: boolean }[] }) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {tabs.map(({ to, title, end }) => (
        <NavLink key={to} to={to} end={end} className={({ isActive }) => cx(styles.tab, isActive && styles.on)}>
          {title}
        </NavLink>
      ))}
    </nav>
  );
}

interface PickProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; title: string }[];
  onPick: (value: T) => void;
}

/** One of a few, all visible. */
export function Pick<T extends string>({ label, value, options, onPick }: PickProps<T>) {
  return (
    <div role="group" aria-label={label} className={styles.pick}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          className={styles.option}
          onClick={() => onPick(option.value)}
        >
          {option.title}
        </button>
      ))}
    </div>
  );
}
