import {
  ArrowLeft,
  CircleHelp,
  History,
  MessageSquare,
  PanelLeftClose,
  PanelLeftOpen,
  PanelRightClose,
  PanelRightOpen,
} from "lucide-react";
import { useSyncExternalStore } from "react";
import { Link } from "react-router";
import { openHelp } from "@/app/CommandHost";
import { useKey } from "@/app/commands";
import { formatNumber, t } from "@/app/messages";
import { stateTones } from "@/app/lists/states";
import { Badge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import frame from "@/pages/label/parts/Frame.module.css";
import type { DraftKeeper } from "./DraftKeeper";
import type { ReviewSession } from "./ReviewSession";
import styles from "./Review.module.css";

interface ReviewHeaderProps {
  projectId: string;
  name: string;
  session: ReviewSession | null;
  queueHidden: boolean;
  panelHidden: boolean;
  onQueue: () => void;
  onPanel: () => void;
  onHistory: () => void;
  onComment: () => void;
}

/** Where one is, whether what was done is safe, and the way out. */
export function ReviewHeader(props: ReviewHeaderProps) {
  const { projectId, name, session, queueHidden, panelHidden, onQueue, onPanel, onHistory, onComment } = props;
  const keys = {
    help: useKey("help", "?"),
    queue: useKey("review.queue", "Alt+Q"),
    panel: useKey("review.panel", "Q"),
    history: useKey("review.history", "H"),
    comment: useKey("review.comment", "F"),
  };
  const review = session?.review;
  return (
    <header data-region className={frame.header}>
      <Link to={`/projects/${projectId}`} className={frame.back} aria-label={t("review.back")} title={t("review.back")}>
        <ArrowLeft size={16} />
      </Link>
      <IconButton label={t(queueHidden ? "review.queueShow" : "review.queueHide")} keys={keys.queue} onClick={onQueue}>
        {queueHidden ? <PanelLeftOpen size={16} /> : <PanelLeftClose size={16} />}
      </IconButton>
      <h1 className={frame.project} title={name}>
        {name || t("review.title")}
      </h1>
      {session && (
        <Link to={`/projects/${projectId}/tasks/${session.taskId}`} className={cx(frame.number, styles.task)}>
          {t("review.task", { n: formatNumber(session.task.ordinal) })}
        </Link>
      )}
      {session && review && (
        <Badge tone={stateTones[review.stage === null ? "disputed" : "in_review"]}>
          {review.stage === null ? t("review.adjudication") : t("review.stage", { name: review.stage })}
        </Badge>
      )}
      {session && <KeptMark keeper={session.keeper} />}
      {review?.frozen && <span className={styles.frozen}>{t("review.frozen")}</span>}
      <span className={frame.gap} />
      {session && (
        <>
          <IconButton label={t("review.comment")} keys={keys.comment} onClick={onComment}>
            <MessageSquare size={16} />
          </IconButton>
          <IconButton label={t("review.history")} keys={keys.history} onClick={onHistory}>
            <History size={16} />
          </IconButton>
        </>
      )}
      <IconButton label={t("command.help")} keys={keys.help} onClick={openHelp}>
        <CircleHelp size={16} />
      </IconButton>
      <IconButton label={t(panelHidden ? "review.panelShow" : "review.panelHide")} keys={keys.panel} onClick={onPanel}>
        {panelHidden ? <PanelRightOpen size={16} /> : <PanelRightClose size={16} />}
      </IconButton>
    </header>
  );
}

const looks = { saved: "saved", saving: "saving", offline: "offline", lost: "closed" } as const;

function KeptMark({ keeper }: { keeper: DraftKeeper }) {
  const state = useSyncExternalStore(
    (reader) => keeper.subscribe(reader),
    () => keeper.state,
  );
  return (
    <span className={cx(frame.save, frame[looks[state]])} role="status">
      {t(`review.save.${state}`)}
    </span>
  );
}
