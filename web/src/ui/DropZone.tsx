import { FileUp } from "lucide-react";
import { useId, useRef, useState, type DragEvent, type ReactNode } from "react";
import { Button } from "./Button";
import { cx } from "./cx";
import styles from "./DropZone.module.css";

interface DropZoneProps {
  title: string;
  hint: string;
  accept: string;
  /** Offers to choose a whole folder too. */
  folder?: string;
  /** More ways to bring something. */
  children?: ReactNode;
  onFiles: (files: File[]) => void;
  onDrop: (transfer: DataTransfer) => void;
}

/** Files and folders by dropping or choosing them. */
export function DropZone({ title, hint, accept, folder, children, onFiles, onDrop }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const id = useId();
  const folders = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onDrop(event.dataTransfer);
  };
  const choose = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // Emptied, so that the same file can be chosen again.
    input.value = "";
    if (files.length > 0) onFiles(files);
  };
  return (
    <div
      className={cx(styles.zone, over && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(false);
      }}
      onDrop={drop}
    >
      <FileUp size={18} aria-hidden="true" />
      <label htmlFor={id}>{title}</label>
      <span className={styles.hint}>{hint}</span>
      <input id={id} type="file" multiple accept={accept} onChange={(event) => choose(event.target)} />
      {(folder ?? children) && (
        <div className={styles.ways}>
          {folder && (
            <>
              <Button small onClick={() => folders.current?.click()}>
                {folder}
              </Button>
              <input
                ref={folders}
                hidden
                type="file"
                multiple
                {...{ webkitdirectory: "" }}
                aria-label={folder}
                onChange={(event) => choose(event.target)}
              />
            </>
          )}
          {children}
        </div>
      )}
    </div>
  );
}
