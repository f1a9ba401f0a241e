import { useSyncExternalStore } from "react";
import { t } from "@/app/messages";
import type { Autosave, SaveState } from "@/editor/autosave";
import { useEditor } from "@/editors/useEditor";
import { cx } from "@/ui/cx";
import styles from "./Frame.module.css";
import type { TaskSession } from "./TaskSession";

const nothing = () => () => undefined;

/** Would what waits be gone with the tab? */
export function useAtRisk(autosave: Autosave | null): boolean {
  return useSyncExternalStore(autosave ? (reader) => autosave.subscribe(reader) : nothing, () => autosave?.isAtRisk === true);
}

export function useSaveState(autosave: Autosave): SaveState {
  return useSyncExternalStore(
    (reader) => autosave.subscribe(reader),
    () => autosave.state,
  );
}

/** In these states, this browser holds what the server doesn't have. */
const kept: readonly SaveState["kind"][] = ["offline", "signin", "refused"];

/** Whether what was done so far is safe, and where. What is still being written isn't yet. */
export function SaveMark({ task: { autosave, editor, isReadOnly } }: { task: TaskSession }) {
  const settled = useSaveState(autosave);
  const open = useEditor(editor, (seen) => seen.isOpen).isOpen;
  const state: SaveState = open && settled.kind === "saved" ? { kind: "saving" } : settled;
  const atRisk = useAtRisk(autosave);
  const text =
    state.kind === "offline" ? t(state.busy ? "label.save.busy" : "label.save.offline", { n: state.edits }) : t(`label.save.${state.kind}`);
  const where = kept.includes(state.kind) && t(atRisk ? "label.save.tab" : "label.save.here");
  return (
    <span className={cx(styles.save, styles[isReadOnly ? "saving" : state.kind])} role="status">
      {isReadOnly ? t("label.save.readOnly") : [text, where].filter(Boolean).join(" ")}
    </span>
  );
}
