import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { myThreadsQuery } from "@/api/queries";
import type { Thread } from "@/api/types";
import { objectKey } from "@/editors/objects/records";
import { pinned } from "@/editors/review/pins";
import { useEditor } from "@/editors/useEditor";
import type { TaskSession } from "./TaskSession";

/** The comments that are shown in the item, in the order of their numbers. */
export const pinnedIn = (threads: readonly Thread[]) => threads.filter(({ state, pin }) => state === "open" && pin !== null);

/** Shows open comments in the item: at the object, place or words that they are about. */
export function CommentPins({ task }: { task: TaskSession }) {
  const { editor, looks } = task;
  const { data } = useQuery(myThreadsQuery(task.id));
  // What isn't there any more is not pinned to.
  const has = (object: string) => editor.get(objectKey(object)) !== null;
  const there = () => (data ?? []).map(({ pin }) => (pin?.object ? has(pin.object) : "")).join();
  useEditor(editor, there);
  const present = there();
  useEffect(() => {
    const comments = pinnedIn(data ?? []).map(({ id, pin, comments: [first] }) => ({
      id,
      pin,
      said: first ? `${first.author}: ${first.text}` : "",
    }));
    const { looks: marks, notes } = pinned(comments, (object) => editor.get(objectKey(object)) !== null);
    looks.set(marks, notes);
  }, [data, editor, looks, present]);
  return null;
}
