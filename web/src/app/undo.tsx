import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { X } from "lucide-react";
import { api, call } from "@/api/client";
import { Button, IconButton } from "@/ui/Button";
import { t } from "./messages";
import styles from "./undo.module.css";

interface Undoable {
  title: string;
  token: string;
}

const shownMs = 20_000;
let current: Undoable | null = null;
const listeners = new Set<() => void>();

function show(next: Undoable | null): void {
  current = next;
  for (const each of listeners) each();
}

/** Says what was just deleted, with the way back beside it, wherever the person goes next. */
export function offerUndo(undoable: Undoable): void {
  show(undoable);
}

/** Brings back what was deleted. */
export function bringBack(token: string): Promise<unknown> {
  return call(api.POST("/api/undo/{token}", { params: { path: { token } } }));
}

/** The last deletion, for a while; what it took can also be brought back from the storage page. */
export function UndoBar() {
  const undoable = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
  const [problem, setProblem] = useState("");
  const client = useQueryClient();
  useEffect(() => {
    setProblem("");
    if (!undoable) return;
    const over = setTimeout(() => show(null), shownMs);
    return () => clearTimeout(over);
  }, [undoable]);
  if (!undoable) return null;

  const undo = async () => {
    try {
      await bringBack(undoable.token);
      show(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : t("error.unreachable"));
    }
    await client.invalidateQueries();
  };
  return (
    <div className={styles.bar} role="status">
      <span className={styles.title}>{problem || undoable.title}</span>
      <Button small onClick={() => void undo()}>
        {t("undo.undo")}
      </Button>
      <IconButton label={t("undo.dismiss")} onClick={() => show(null)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
