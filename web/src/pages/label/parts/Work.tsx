import { useEffect, useRef, useState } from "react";
import { useCommands, useKey } from "@/app/commands";
import { t } from "@/app/messages";
import { usePreference } from "@/app/preference";
import { api, call } from "@/api/client";
import type { SkipReason } from "@/api/types";
import { formCommands } from "@/editors/form/commands";
import { FormPanel } from "@/editors/form/FormPanel";
import { questionInFocus } from "@/editors/objects/attributes";
import { objectCommands } from "@/editors/objects/commands";
import { ObjectPanel } from "@/editors/objects/ObjectPanel";
import type { TaskFault } from "@/editors/task";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import { labelCommands, type LabelActions } from "./commands";
import { CommentPins } from "./CommentPins";
import { Comments } from "./Comments";
import styles from "./Frame.module.css";
import { Changed } from "./Changed";
import { Header } from "./Header";
import { Instructions, OtherReason, Paused } from "./Overlays";
import type { TaskOutbox } from "./outbox";
import { PanelEdge } from "./PanelEdge";
import { toNextRegion } from "./regions";
import { SentBack } from "./SentBack";
import { fileOf, type TaskSession } from "./TaskSession";
import { Troubles } from "./Troubles";
import type { QueueState, WorkQueue } from "./WorkQueue";

const placeOf = ({ question, object, text }: TaskFault) => (object === undefined ? `question ${question ?? ""}` : `${object} ${text}`);

const nothingMarked = (): TaskFault => ({ text: t("label.nothingMarked") });

interface WorkProps {
  task: TaskSession;
  queue: WorkQueue;
  state: QueueState;
  outbox: TaskOutbox;
  projectId: string;
  firstVisit: boolean;
  onSeen: () => void;
  onRecent: () => void;
}

/** The task on the screen: what is labelled, its objects and questions, and the keys for all of it. */
export function Work({ task, queue, state, outbox, projectId, firstVisit, onSeen, onRecent }: WorkProps) {
  const { taken, editor } = task;
  const frame = useRef<HTMLDivElement>(null);
  const [overlay, setOverlay] = useState<"instructions" | "paused" | "other" | null>(firstVisit ? "instructions" : null);
  const [skipOpen, setSkipOpen] = useState(false);
  const [asking, setAsking] = useState("");
  const [found, setFound] = useState<{ task: TaskSession; faults: TaskFault[] } | null>(null);
  const [width, setWidth] = usePreference("label.panel", 380);
  const [panelHidden, setPanelHidden] = usePreference("label.panelHidden", false);
  const instructionsKey = useKey("label.instructions", "I");
  const askKey = useKey("label.ask", "F");
  const faults = found?.task === task ? found.faults : [];

  useEffect(() => {
    const touch = () => task.activity.touch();
    const hide = () => {
      // The page may be about to go: what is being written becomes a step, and goes out.
      task.editor.send({ type: "settle" });
      void task.autosave.flush();
    };
    const events = ["keydown", "pointerdown", "wheel"] as const;
    for (const event of events) window.addEventListener(event, touch, { passive: true });
    window.addEventListener("online", hide);
    document.addEventListener("visibilitychange", hide);
    window.addEventListener("pagehide", hide);
    return () => {
      for (const event of events) window.removeEventListener(event, touch);
      window.removeEventListener("online", hide);
      document.removeEventListener("visibilitychange", hide);
      window.removeEventListener("pagehide", hide);
    };
  }, [task]);

  // Once shown, faults leave as they are mended.
  useEffect(() => {
    if (found?.task !== task || found.faults.length === 0) return;
    return editor.subscribe(() => {
      const now = [...task.checkQuietly(), ...(task.isEmpty ? [nothingMarked()] : [])];
      const left = now.filter((fault) => found.faults.some((shown) => placeOf(shown) === placeOf(fault)));
      if (left.length < found.faults.length) setFound({ task, faults: left });
    });
  }, [found, task, editor]);

  const submit = () => {
    if (state.gone === "released") return;
    const problems = task.check();
    if (task.autosave.state.kind === "conflict") problems.unshift({ text: t("label.conflictFirst") });
    // Enter on a task that just came up is easily a slip; asked for twice, it is meant.
    const asked = found?.task === task && found.faults.length > 0;
    if (problems.length === 0 && task.isEmpty && !asked) problems.push(nothingMarked());
    if (problems.length === 0) {
      queue.submit(task);
      return;
    }
    setFound({ task, faults: problems });
    setPanelHidden(false);
    const first = problems[0];
    if (first) goTo(first);
  };

  const goTo = ({ question, object }: TaskFault) => {
    if (question !== undefined) editor.send({ type: "focus", question });
    if (object !== undefined) {
      editor.send({ type: "rest" });
      editor.send({ type: "select", ids: [object] });
    }
  };

  const skip = (reason: SkipReason) => {
    if (reason === "other") setOverlay("other");
    else queue.skip(task, reason, "");
  };

  const pause = () => {
    task.activity.pause();
    void task.autosave.flush();
    setOverlay("paused");
  };

  const closeInstructions = () => {
    setOverlay(null);
    if (!firstVisit) return;
    onSeen();
    call(api.POST("/api/projects/{id}/instructions/seen", { params: { path: { id: projectId } } })).catch(() => undefined);
  };

  const actions: LabelActions = {
    submit,
    skip: () => (task.isCorrection || task.isReadOnly ? queue.leave() : setSkipOpen(true)),
    ask: () => {
      setPanelHidden(false);
      setAsking(task.id);
    },
    look: (way) => void queue.look(way),
    recent: onRecent,
    instructions: () => setOverlay("instructions"),
    pause,
    panel: () => setPanelHidden(!panelHidden),
    scroll: (pages) => task.bench.page(pages),
    region: () => toNextRegion(frame.current),
    leaveField: () => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
  };
  useCommands([
    ...labelCommands(actions, panelHidden),
    ...task.bench.commands(),
    ...objectCommands(editor, taken.ontology),
    ...formCommands(editor, taken.ontology, () => questionInFocus(taken.ontology, editor)),
    ...(task.bench.gestures?.() ?? []),
  ]);

  return (
    <div ref={frame} className={styles.frame}>
      <Header
        queue={state}
        skipOpen={skipOpen}
        panelHidden={panelHidden}
        onSkipOpen={setSkipOpen}
        onSkip={skip}
        onPause={pause}
        onRecent={onRecent}
        onTakeUp={() => queue.takeUp()}
        onPanel={() => setPanelHidden(!panelHidden)}
        onSubmit={submit}
      />
      <CommentPins task={task} />
      <Troubles queue={queue} state={state} outbox={outbox} />
      {task.isCorrection && <SentBack task={task} />}
      <div className={styles.body}>
        <main className={cx(styles.item, overlay === "paused" && styles.veiled)}>
          <div key={task.id} className={styles.slide}>
            {task.bench.surface({ src: taken.item.image ? fileOf(task.id) : null, label: t("label.image", { n: taken.number }) })}
          </div>
        </main>
        {!panelHidden && (
          <aside data-region className={styles.side} style={{ width }} aria-label={t("label.panel")}>
            <PanelEdge width={width} onWidth={setWidth} />
            {taken.ontology.classes.length > 0 && (
              <ObjectPanel
                key={`objects ${task.id}`}
                editor={editor}
                ontology={taken.ontology}
                faults={faults}
                wordsOf={task.bench.wordsOf}
              />
            )}
            <div className={styles.questions}>
              <Changed taken={taken} />
              <FormPanel key={task.id} editor={editor} ontology={taken.ontology} faults={faults} />
            </div>
            <Comments
              key={`comments ${task.id}`}
              task={task}
              asking={asking === task.id}
              onAsking={(on) => setAsking(on ? task.id : "")}
              onSkip={() => setSkipOpen(true)}
            />
            <footer className={styles.foot}>
              {faults.length > 0 && (
                <ul className={styles.faults} aria-label={t("label.faults", { n: faults.length })}>
                  {faults.map((fault) => (
                    <li key={fault.text}>
                      <button type="button" onClick={() => goTo(fault)}>
                        {fault.text}
                      </button>
                    </li>
                  ))}
                </ul>
              )}
              <div className={styles.footRow}>
                <button type="button" className={styles.footLink} onClick={() => setOverlay("instructions")}>
                  {t("label.instructions")} <Kbd keys={instructionsKey} />
                </button>
                <button type="button" className={styles.footLink} onClick={actions.ask}>
                  {t("ask.open")} <Kbd keys={askKey} />
                </button>
              </div>
            </footer>
          </aside>
        )}
      </div>
      {overlay === "instructions" && <Instructions source={taken.instructions} first={firstVisit} onClose={closeInstructions} />}
      {overlay === "paused" && (
        <Paused
          onClose={() => {
            task.activity.resume();
            setOverlay(null);
          }}
        />
      )}
      {overlay === "other" && (
        <OtherReason
          onClose={() => setOverlay(null)}
          onSkip={(comment) => {
            setOverlay(null);
            queue.skip(task, "other", comment);
          }}
        />
      )}
    </div>
  );
}
