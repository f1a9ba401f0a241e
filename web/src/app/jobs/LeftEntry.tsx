import { RotateCcw } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/ui/Button";
import { formatBytes, formatPercent, t } from "../messages";
import styles from "./Entry.module.css";
import type { Jobs, LeftJob } from "./Jobs";

/** An upload that ended with its page: the same files, chosen again, go on from where it was. */
export function LeftEntry({ left, store }: { left: LeftJob; store: Jobs }) {
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  const { title, datasetName } = left.plan;
  const size = formatBytes(left.bytes);
  const amount = left.files === 1 ? size : `${t("import.severalFiles", { n: left.files })}, ${size}`;

  const choose = (files: readonly File[]) => {
    const sources = files.map((file) => ({ file, path: file.webkitRelativePath || file.name }));
    if (files.length > 0) setWrong(store.goOn(left, sources) === null);
  };

  return (
    <li className={styles.entry} data-state="left">
      <RotateCcw size={16} aria-hidden="true" className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.title}>
          <strong title={title}>{title}</strong>
          <span>
            {t("jobs.into")} {datasetName}
          </span>
        </p>
        <p className={styles.warn}>{t("jobs.interrupted", { percent: formatPercent(left.bytes > 0 ? left.sent / left.bytes : 0) })}</p>
        <p className={wrong ? styles.bad : styles.facts} role={wrong ? "alert" : undefined}>
          {wrong ? t("jobs.notThese", { name: title, size }) : t("jobs.interruptedTodo", { amount })}
        </p>
        <div className={styles.actions}>
          <Button small onClick={() => input.current?.click()}>
            {t("jobs.chooseAgain")}
          </Button>
          <Button small kind="quiet" onClick={() => store.forget(left)}>
            {t("jobs.forget")}
          </Button>
        </div>
        <input
          ref={input}
          hidden
          type="file"
          multiple
          aria-label={t("jobs.chooseAgain")}
          {...(left.folder && { webkitdirectory: "" })}
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = "";
            choose(files);
          }}
        />
      </div>
    </li>
  );
}
