import type { ReactNode } from "react";
import styles from "./FactList.module.css";

/** Names and what they stand for, line by line; what isn't known is left out. */
export function FactList({ facts }: { facts: readonly { name: string; value: ReactNode; data?: boolean }[] }) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(({ value }) => value !== null && value !== undefined && value !== "" && value !== false)
        .map(({ name, value, data }) => (
          <div key={name}>
            <dt dir={data ? "auto" : undefined}>{name}</dt>
            <dd dir={data ? "auto" : undefined}>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
