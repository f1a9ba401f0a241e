import type { ReactNode } from "react";
import styles from "./Table.module.css";

/** A short table: everything is there at once. */
export function Table({
  label,
  head,
  children,
}: {
  label: string;
  head: readonly { title: string; number?: boolean }[];
  children: ReactNode;
}) {
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {head.map(({ title, number }, at) =>
            title === "" ? (
              <td key={at} />
            ) : (
              <th key={at} scope="col" data-number={number || undefined}>
                {title}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
