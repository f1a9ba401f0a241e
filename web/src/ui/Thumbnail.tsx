import styles from "./Thumbnail.module.css";

/** A small picture of an item, for a line of a list; the words beside it say what it is. */
export function Thumbnail({ itemId }: { itemId: string }) {
  return (
    <img className={styles.thumbnail} src={`/api/items/${itemId}/thumbnail`} alt="" loading="lazy" decoding="async" draggable={false} />
  );
}
