import { useSyncExternalStore } from "react";

interface Watched {
  readonly version: number;
  subscribe(reader: () => void): () => void;
}

/** Renders again whenever the editor was sent something. */
export function useEditor<T extends Watched>(editor: T): T {
  useSyncExternalStore(
    (reader) => editor.subscribe(reader),
    () => editor.version,
  );
  return editor;
}
