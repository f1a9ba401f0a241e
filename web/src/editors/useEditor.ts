import { useSyncExternalStore } from "react";

interface Watched {
  readonly version: number;
  subscribe(reader: () => void): () => void;
}

/**
 * Renders again when the editor was sent something, or, with `sees`, only when that value of it is another: a panel of
 * thousands of objects has better things to do than to follow each move of the pointer.
 */
export function useEditor<T extends Watched>(editor: T, sees: (editor: T) => unknown = (seen) => seen.version): T {
  useSyncExternalStore(
    (reader) => editor.subscribe(reader),
    () => sees(editor),
  );
  return editor;
}
