import type { Metadata } from "@/api/types";
import styles from "./TextSurface.module.css";

/** What else is known of an item, as it came with it. */
export function Facts({ metadata }: { metadata: Metadata }) {
  const facts = Object.entries(metadata).filter(([, value]) => value !== null && value !== "");
  if (facts.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
