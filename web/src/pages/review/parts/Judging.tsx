import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { taskThreadsQuery } from "@/api/queries";
import { useCommands } from "@/app/commands";
import { t } from "@/app/messages";
import { usePreference } from "@/app/preference";
import { nameOf } from "@/editors/objects/records";
import { formCommands } from "@/editors/form/commands";
import { FormPanel } from "@/editors/form/FormPanel";
import type { Pin } from "@/editors/review/pins";
import type { TaskFault } from "@/editors/task";
import { PanelEdge } from "@/pages/label/parts/PanelEdge";
import { toNextRegion } from "@/pages/label/parts/regions";
import frame from "@/pages/label/parts/Frame.module.css";
import { answerCommands, correctCommands, judgeCommands, type ReviewActions } from "./commands";
import { CorrectingPanel, CorrectingSurface, useEditorCommands } from "./Correcting";
import { HistoryDialog } from "./HistoryDialog";
import { Panes, type Looking } from "./Panes";
import { RejectObject, RejectTask } from "./Rejecting";
import { Remarks } from "./Remark";
import styles from "./Review.module.css";
import type { ReviewDesk } from "./ReviewDesk";
import type { ReviewSession } from "./ReviewSession";
import { ThingDetails } from "./ThingDetails";
import { Things } from "./Things";
import { VerdictBar } from "./VerdictBar";
import { useNow, useReviewed } from "./useSession";

interface JudgingProps {
  session: ReviewSession;
  desk: ReviewDesk;
  panelHidden: boolean;
  history: boolean;
  writing: boolean;
  canUndoLast: boolean;
  onHistory: (open: boolean) => void;
  onWriting: (on: boolean) => void;
  onPanel: () => void;
  onQueue: () => void;
}

/** One task on the desk: looked at, judged object by object or whole, or corrected in the editor. */
export function Judging({
  session,
  desk,
  panelHidden,
  history,
  writing,
  canUndoLast,
  onHistory,
  onWriting,
  onPanel,
  onQueue,
}: JudgingProps) {
  const { editor, ontology, review } = session;
  useReviewed(session);
  useNow(session);
  const place = useRef<HTMLElement>(null);
  const [looking, setLooking] = usePreference<Looking>("review.looking", {
    view: "overlay",
    onlyDifferences: false,
    hidden: [],
    chosen: [],
  });
  const [width, setWidth] = usePreference("review.panel", 380);
  const [mode, setMode] = useState<"look" | "correct">("look");
  const [dialog, setDialog] = useState<"object" | "task" | null>(null);
  const [found, setFound] = useState<readonly TaskFault[]>([]);
  const [pin, setPin] = useState<Pin | null>(null);
  const [placing, setPlacing] = useState(false);
  const threads = useQuery(taskThreadsQuery(session.taskId)).data;
  const pins = useMemo(() => (threads ?? []).map((thread) => thread.pin), [threads]);
  const correcting = mode === "correct";
  const marking = ontology.classes.length > 0;
  const look = (next: Partial<Looking>) => setLooking({ ...looking, ...next });

  // Once shown, what is missing goes as it is mended.
  const left = found.length === 0 ? found : session.checkQuietly().filter(({ text }) => found.some((fault) => fault.text === text));

  useEffect(() => {
    const save = () => {
      editor.send({ type: "settle" });
      void session.keeper.flush();
    };
    window.addEventListener("online", save);
    window.addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", save);
    return () => {
      window.removeEventListener("online", save);
      window.removeEventListener("pagehide", save);
      document.removeEventListener("visibilitychange", save);
    };
  }, [editor, session]);

  const acceptAll = () => {
    const faults = session.check();
    if (faults.length > 0) {
      setFound(faults);
      const first = faults[0];
      if (first) goTo(first);
      return;
    }
    desk.judge();
  };
  const goTo = ({ object, question }: TaskFault) => {
    if (object !== undefined) session.pick(object);
    if (marking) setMode("correct");
    if (question !== undefined) editor.send({ type: "focus", question });
  };
  const correct = () => {
    if (marking) setMode("correct");
    else editor.send({ type: "focus", question: session.openQuestion() });
  };
  const done = () => {
    editor.send({ type: "settle" });
    editor.send({ type: "rest" });
    setMode("look");
  };
  const shown = session.object(session.picked);
  const actions: ReviewActions = {
    accept: () => session.accept(),
    reject: () => {
      if (shown) setDialog("object");
    },
    restore: () => session.restore(session.picked),
    correct,
    acceptAll,
    rejectAll: () => setDialog("task"),
    undo: () => {
      if (editor.canUndo) editor.send({ type: "undo" });
      else if (canUndoLast) void desk.undoLast();
    },
    redo: () => editor.send({ type: "redo" }),
    step: (by) => session.step(by),
    move: (by) => desk.move(by),
    comment: () => onWriting(true),
    history: () => onHistory(true),
    view: () => look({ view: looking.view === "overlay" ? "side" : "overlay" }),
    differences: () => look({ onlyDifferences: !looking.onlyDifferences }),
    queue: onQueue,
    panel: onPanel,
    region: () => toNextRegion(place.current?.closest<HTMLElement>(`.${frame.frame ?? ""}`) ?? null),
  };
  useCommands(correcting ? correctCommands(actions, done) : judgeCommands(actions, marking));
  useCommands(marking ? [] : answerCommands(formCommands(editor, ontology)));
  useEditorCommands(session, correcting);

  return (
    <>
      <main ref={place} className={styles.main}>
        {correcting ? (
          <CorrectingSurface session={session} onDone={done} />
        ) : (
          <Panes
            session={session}
            looking={looking}
            pins={pins}
            onLooking={look}
            onPlace={
              placing
                ? (chosen) => {
                    setPin(chosen);
                    setPlacing(false);
                  }
                : null
            }
          />
        )}
      </main>
      {!panelHidden && (
        <aside data-region className={frame.side} style={{ width }} aria-label={t("review.panel")}>
          <PanelEdge width={width} onWidth={setWidth} />
          {correcting ? (
            <CorrectingPanel session={session} faults={left} />
          ) : (
            <div className={styles.panel}>
              {marking && (
                <>
                  <h2 className={styles.heading}>{t("review.objects", { n: session.ids().length })}</h2>
                  <Things session={session} />
                  <ThingDetails session={session} onReject={() => setDialog("object")} onCorrect={correct} />
                </>
              )}
              {!marking && (
                <div className={styles.form}>
                  <FormPanel editor={editor} ontology={ontology} faults={left} />
                </div>
              )}
            </div>
          )}
          <Remarks
            session={session}
            writing={writing}
            place={pin}
            placing={placing}
            onWriting={(on) => {
              onWriting(on);
              setPin(null);
              setPlacing(false);
            }}
            onPlacing={(on) => {
              setMode("look");
              setPlacing(on);
            }}
            onUnplace={() => setPin(null)}
          />
          <VerdictBar session={session} faults={left} onFault={goTo} onAccept={acceptAll} onReject={() => setDialog("task")} />
        </aside>
      )}
      {dialog === "object" && shown && (
        <RejectObject
          name={nameOf(ontology, shown, session.thing(shown.id)?.n ?? session.ids().indexOf(shown.id) + 1)}
          reasons={review.reasons}
          onClose={() => setDialog(null)}
          onReject={(reason, comment) => {
            setDialog(null);
            session.reject(shown.id, reason, comment);
          }}
        />
      )}
      {dialog === "task" && (
        <RejectTask
          session={session}
          onClose={() => setDialog(null)}
          onReject={(body) => {
            setDialog(null);
            desk.judge(body);
          }}
        />
      )}
      {history && <HistoryDialog task={session.task} ontology={ontology} onClose={() => onHistory(false)} />}
    </>
  );
}
