import { FileUp } from "lucide-react";
import { useId, useState, type DragEvent } from "react";
import { cx } from "./cx";
import styles from "./DropZone.module.css";

/** A file by dropping or choosing it. */
export function DropZone({ title, hint, accept, onFile }: { title: string; hint: string; accept: string; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const id = useId();
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <div
      className={cx(styles.zone, over && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <FileUp size={18} aria-hidden="true" />
      <label htmlFor={id}>{title}</label>
      <span className={styles.hint}>{hint}</span>
      <input
        id={id}
        type="file"
        accept={accept}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
    </div>
  );
}
