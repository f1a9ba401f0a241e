import styles from "./Tags.module.css";

/** Words that somebody put on something. */
export function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className={styles.tags}>
      {tags.map((tag) => (
        <span key={tag} className={styles.tag} dir="auto" title={tag}>
          {tag}
        </span>
      ))}
    </span>
  );
}
