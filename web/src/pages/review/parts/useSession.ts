import { useMemo, useSyncExternalStore } from "react";
import { marksOf } from "@/editors/review/marks";
import type { ReviewDesk } from "./ReviewDesk";
import type { ReviewSession } from "./ReviewSession";

export function useDesk(desk: ReviewDesk) {
  return useSyncExternalStore(
    (reader) => desk.subscribe(reader),
    () => desk.state,
  );
}

/** Renders again when another thing is meant; with `hovering`, also when the pointer is at another one. */
export function useReviewed(session: ReviewSession, hovering = false): ReviewSession {
  useSyncExternalStore(
    (reader) => session.subscribe(reader),
    () => (hovering ? `${session.picked} ${session.hovered ?? ""}` : session.picked),
  );
  return session;
}

/** The document and the verdicts on its objects, as they stand now. */
export function useNow(session: ReviewSession) {
  const { editor } = session;
  const version = useSyncExternalStore(
    (reader) => editor.subscribe(reader),
    () => ["objects", "relations", "answers", "marks"].map((name) => editor.revision(name)).join(" "),
  );
  return useMemo(() => {
    const now = editor.records();
    return { now, marks: marksOf(now), version };
  }, [editor, version]);
}
