import { useEffect } from "react";
import { useCommands, useKey } from "@/app/commands";
import { t } from "@/app/messages";
import { formCommands } from "@/editors/form/commands";
import { FormPanel } from "@/editors/form/FormPanel";
import { questionInFocus } from "@/editors/objects/attributes";
import { objectCommands } from "@/editors/objects/commands";
import { ObjectPanel } from "@/editors/objects/ObjectPanel";
import type { TaskEditor, TaskFault } from "@/editors/task";
import { Button } from "@/ui/Button";
import styles from "./Review.module.css";
import { fileOf } from "./desk";
import type { ReviewSession } from "./ReviewSession";

/** The real editor on the proposal: what is drawn, moved, classified or answered here is the answer. */
export function CorrectingSurface({ session, onDone }: { session: ReviewSession; onDone: () => void }) {
  const { bench, task } = session;
  const done = useKey("review.done", "Enter");
  useEffect(() => {
    // What was in hand on the labelling page is no reason to draw here: first of all something is taken hold of.
    (bench.editor as unknown as { send(input: { type: "tool"; name: string }): void }).send({ type: "tool", name: "select" });
    const { picked } = session;
    if (session.object(picked)) bench.editor.send({ type: "select", ids: [picked] });
  }, [bench, session]);
  return (
    <>
      <div className={styles.correcting} role="status">
        <span>{t("review.correcting")}</span>
        <Button small keys={done} onClick={onDone}>
          {t("review.done")}
        </Button>
      </div>
      <div className={styles.editor}>
        {bench.surface({ src: task.item.image ? fileOf(task.item.id) : null, label: t("review.item", { n: task.ordinal }) })}
      </div>
    </>
  );
}

/** The keys of the editor, as on the labelling page. */
export function useEditorCommands(session: ReviewSession, on: boolean): void {
  const { bench, editor, ontology } = session;
  useCommands(
    on
      ? [
          ...bench.commands(),
          ...objectCommands(editor, ontology),
          ...formCommands(editor, ontology, () => questionInFocus(ontology, editor)),
          ...(bench.gestures?.() ?? []),
        ]
      : [],
  );
}

export function CorrectingPanel({ session, faults }: { session: ReviewSession; faults: readonly TaskFault[] }) {
  const { bench, ontology } = session;
  const editor: TaskEditor = bench.editor;
  return (
    <>
      {ontology.classes.length > 0 && <ObjectPanel editor={editor} ontology={ontology} faults={faults} wordsOf={bench.wordsOf} />}
      <div className={styles.form}>
        <FormPanel editor={editor} ontology={ontology} faults={faults} />
      </div>
    </>
  );
}
