import { t } from "@/app/messages";
import { Thumb } from "@/ui/Thumb";
import styles from "./Face.module.css";

interface Shown {
  assignmentId: string;
  excerpt: string;
  image: { width: number; height: number } | null;
}

/** What somebody knows a task again by: its first words, or a small picture. */
export function Face({ assignmentId, excerpt, image }: Shown) {
  if (!image) {
    return (
      <span className={styles.words} dir="auto">
        {excerpt}
      </span>
    );
  }
  return (
    <span className={styles.face}>
      <span className={styles.small}>
        <Thumb src={`/api/assignments/${encodeURIComponent(assignmentId)}/thumbnail`} alt="" cover />
      </span>
      <span className={styles.words}>{t("image.sized", { width: String(image.width), height: String(image.height) })}</span>
    </span>
  );
}
