import { useKey } from "@/app/commands";
import { formatFigure, t } from "@/app/messages";
import { countsOf } from "@/editors/review/outcomes";
import { difference } from "@/editor/change";
import type { TaskFault } from "@/editors/task";
import { Button } from "@/ui/Button";
import type { ReviewSession } from "./ReviewSession";
import styles from "./VerdictBar.module.css";
import { useNow } from "./useSession";

interface VerdictBarProps {
  session: ReviewSession;
  faults: readonly TaskFault[];
  onFault: (fault: TaskFault) => void;
  onAccept: () => void;
  onReject: () => void;
}

/** What accepting would do now, and the two ways to judge the whole. */
export function VerdictBar({ session, faults, onFault, onAccept, onReject }: VerdictBarProps) {
  const { now } = useNow(session);
  const keys = { accept: useKey("review.acceptAll", "Enter"), reject: useKey("review.rejectAll", "Shift+X") };
  const counts = countsOf(session.outcomes());
  const answers = Object.keys(difference(session.proposed, now).put).filter((key) => key.startsWith("answers/")).length;
  const said = [
    ...(["accepted", "corrected", "rejected", "added"] as const)
      .filter((each) => counts[each] > 0)
      .map((each) => t(`review.summary.${each}`, { n: counts[each] })),
    answers > 0 && t("review.summary.answers", { n: answers }),
  ].filter(Boolean);
  const { review } = session;
  return (
    <footer className={styles.bar}>
      {faults.length > 0 && (
        <ul className={styles.faults} aria-label={t("review.faults", { n: faults.length })}>
          {faults.slice(0, 4).map((fault) => (
            <li key={fault.text}>
              <button type="button" onClick={() => onFault(fault)}>
                {fault.text}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.summary} role="status">
        {said.length > 0 ? said.join(" · ") : t("review.summary.none")}
        {review.confidence !== null && (
          <span className={styles.confidence}>{t("review.confidence", { value: formatFigure(review.confidence) })}</span>
        )}
      </p>
      <div className={styles.actions}>
        <Button onClick={onReject} keys={keys.reject}>
          {t("review.rejectAllShort")}
        </Button>
        <Button kind="primary" className={styles.accept} onClick={onAccept} keys={keys.accept}>
          {t(session.isCorrected ? "review.acceptCorrected" : "review.acceptAs")}
        </Button>
      </div>
    </footer>
  );
}
