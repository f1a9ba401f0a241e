import { useSyncExternalStore } from "react";
import { t } from "@/app/messages";
import type { Autosave, SaveState } from "@/editor/autosave";
import { useEditor } from "@/editors/useEditor";
import { cx } from "@/ui/cx";
import styles from "./Frame.module.css";
import type { TaskSession } from "./TaskSession";

export function useSaveState(autosave: Autosave): SaveState {
  return useSyncExternalStore(
    (reader) => autosave.subscribe(reader),
    () => autosave.state,
  );
}

/** Whether what was done so far is safe, and where. What is still being written isn't yet. */
export function SaveMark({ task: { autosave, editor } }: { task: TaskSession }) {
  const settled = useSaveState(autosave);
  const open = useEditor(editor, (seen) => seen.isOpen).isOpen;
  const state: SaveState = open && settled.kind === "saved" ? { kind: "saving" } : settled;
  const text = state.kind === "offline" ? t("label.save.offline", { n: state.edits }) : t(`label.save.${state.kind}`);
  return (
    <span className={cx(styles.save, styles[state.kind])} role="status">
      {text}
    </span>
  );
}
