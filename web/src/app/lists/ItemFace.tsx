import { Thumb } from "@/ui/Thumb";
import { t } from "../messages";
import styles from "./ItemFace.module.css";

interface Shown {
  /** The item's own id. */
  id: string;
  modality: string;
  externalId: string;
  text: string;
}

/** Of a path the part that tells one picture from the next. */
export const fileName = (path: string) => path.slice(path.lastIndexOf("/") + 1) || path;

export const thumbnailOf = (itemId: string) => `/api/items/${encodeURIComponent(itemId)}/thumbnail`;
export const fileOf = (itemId: string) => `/api/items/${encodeURIComponent(itemId)}/file`;

/** An item in a line of a table: its text, or a small picture and its name. */
export function ItemFace({ id, modality, externalId, text }: Shown) {
  if (modality !== "image") return <span dir="auto">{text}</span>;
  return (
    <span className={styles.face}>
      <span className={styles.small}>
        <Thumb src={thumbnailOf(id)} alt="" cover />
      </span>
      <span dir="auto" title={externalId}>
        {text || fileName(externalId)}
      </span>
    </span>
  );
}

/** An item as a tile: the picture, or a card with the beginning of its text. */
export function ItemTile({ id, modality, externalId, text }: Shown) {
  if (modality === "image") return <Thumb src={thumbnailOf(id)} alt={externalId} className={styles.picture} />;
  return (
    <div className={styles.card} dir="auto">
      {text}
    </div>
  );
}

/** An item beside its list, as large as the place allows. */
export function ItemPreview({ id, modality, externalId, text }: Shown) {
  if (modality === "image") {
    return (
      <div className={styles.large}>
        <Thumb src={fileOf(id)} alt={t("item.pictureOf", { name: externalId })} />
      </div>
    );
  }
  return (
    <p className={styles.text} dir="auto">
      {text}
    </p>
  );
}
