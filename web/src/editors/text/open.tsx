import { openEditor } from "../openEditor";
import type { Opening, Workbench } from "../task";
import { TextSurface } from "./TextSurface";

/** A text to read. */
export function open(opening: Opening): Workbench {
  const editor = openEditor(opening, [], {});
  const scroller: { current: HTMLDivElement | null } = { current: null };
  return {
    editor,
    commands: () => [],
    surface: () => <TextSurface text={opening.item.text} scroller={scroller} />,
    page: (pages) => scroller.current?.scrollBy({ top: pages * scroller.current.clientHeight * 0.85 }),
  };
}
