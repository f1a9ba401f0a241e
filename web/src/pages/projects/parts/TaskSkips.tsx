import type { GetTaskResponse } from "@/api/types";
import { formatMoment, t } from "@/app/messages";
import { Section } from "@/ui/Page";
import styles from "./Task.module.css";

/** Who put the task aside, when and why; nothing if nobody did. */
export function TaskSkips({ skips }: { skips: GetTaskResponse["skips"] }) {
  if (skips.length === 0) return null;
  return (
    <Section title={t("task.skips")} lead={t("task.skipsLead")}>
      <ul className={styles.answers}>
        {skips.map((skip) => (
          <li key={`${skip.member} ${skip.at}`}>
            <header>
              <strong>{skip.member}</strong>
              <span>{[formatMoment(skip.at), t(`task.skip.${skip.reason}`)].join(" · ")}</span>
            </header>
            {skip.comment && <p dir="auto">{skip.comment}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
