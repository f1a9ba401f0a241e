import { ArrowLeft, CircleHelp, History, Pause, PanelRightClose, PanelRightOpen, SkipForward } from "lucide-react";
import { Link, useParams } from "react-router";
import { useKey } from "@/app/commands";
import { openHelp } from "@/app/CommandHost";
import { formatNumber, t } from "@/app/messages";
import { canJudge, useSession } from "@/app/session";
import type { SkipReason } from "@/api/types";
import { Button, IconButton } from "@/ui/Button";
import { Kbd } from "@/ui/Kbd";
import { Menu } from "@/ui/Menu";
import styles from "./Frame.module.css";
import { SaveMark } from "./SaveMark";
import type { QueueState } from "./WorkQueue";

const reasons: readonly SkipReason[] = ["unclear", "broken", "not_qualified", "harmful", "other"];

interface HeaderProps {
  queue: QueueState;
  skipOpen: boolean;
  panelHidden: boolean;
  onSkipOpen: (open: boolean) => void;
  onSkip: (reason: SkipReason) => void;
  onPause: () => void;
  onRecent: () => void;
  onTakeUp: () => void;
  onPanel: () => void;
  onSubmit: () => void;
}

/** Where one is, whether it is saved, and the way on. */
export function Header({ queue, skipOpen, panelHidden, onSkipOpen, onSkip, onPause, onRecent, onTakeUp, onPanel, onSubmit }: HeaderProps) {
  const keys = {
    help: useKey("help", "?"),
    panel: useKey("label.panel", "Q"),
    pause: useKey("label.pause", "P"),
    recent: useKey("label.recent", "Alt+Up"),
    skip: useKey("label.skip", "S"),
    submit: useKey("label.submit", "Enter"),
  };
  const { task, projectName, doneToday, about } = queue;
  const { projectId = "" } = useParams();
  const { member } = useSession();
  return (
    <header data-region className={styles.header}>
      <Link to="/" className={styles.back} aria-label={t("label.back")} title={t("label.back")}>
        <ArrowLeft size={16} />
      </Link>
      <h1 className={styles.project}>
        {projectName && canJudge(member.role) ? <Link to={`/projects/${projectId}`}>{projectName}</Link> : projectName || t("nav.work")}
      </h1>
      {task && <span className={styles.number}>{t("label.task", { n: formatNumber(task.taken.number) })}</span>}
      {task && <SaveMark task={task} />}
      <span className={styles.gap} />
      <span className={styles.count}>
        <b>{t("label.today", { n: doneToday })}</b>
        {task && about > 0 && <span>{t("label.left", { n: about })}</span>}
      </span>
      {queue.putOff > 0 && (
        <Button kind="quiet" small title={t("later.takeUp")} onClick={onTakeUp}>
          {t("later.count", { n: queue.putOff })}
        </Button>
      )}
      <IconButton label={t("recent.open")} keys={keys.recent} onClick={onRecent}>
        <History size={16} />
      </IconButton>
      <IconButton label={t("command.help")} keys={keys.help} onClick={openHelp}>
        <CircleHelp size={16} />
      </IconButton>
      {task && (
        <IconButton label={t(panelHidden ? "label.panelShow" : "label.panelHide")} keys={keys.panel} onClick={onPanel}>
          {panelHidden ? <PanelRightOpen size={16} /> : <PanelRightClose size={16} />}
        </IconButton>
      )}
      {task && (
        <IconButton label={t("label.pause")} keys={keys.pause} onClick={onPause}>
          <Pause size={16} />
        </IconButton>
      )}
      {task && !task.isCorrection && !task.isReadOnly && (
        <Menu
          label={t("label.skipMenu")}
          className={styles.skip}
          open={skipOpen}
          onOpen={onSkipOpen}
          trigger={
            <>
              <SkipForward size={16} aria-hidden="true" />
              {t("label.skip")}
              <Kbd keys={keys.skip} />
            </>
          }
          items={reasons.map((reason, at) => ({
            id: reason,
            title: t(`label.skip.${reason}`),
            keys: String(at + 1),
            run: () => onSkip(reason),
          }))}
        />
      )}
      {(task || queue.phase === "loading") && (
        <Button kind="primary" keys={keys.submit} onClick={onSubmit} disabled={!task || queue.gone === "released"}>
          {t(task?.isCorrection ? "correct.submit" : "label.submit")}
        </Button>
      )}
    </header>
  );
}
