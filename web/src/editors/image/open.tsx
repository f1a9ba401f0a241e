import { openEditor } from "../openEditor";
import type { Opening, Workbench } from "../task";
import { imageCommands } from "./commands";
import { ImageSurface } from "./ImageSurface";
import { ImageViewer } from "./viewer";

/** A picture to look at, as close as single pixels. */
export function open(opening: Opening): Workbench {
  const editor = openEditor(opening, [], {});
  const viewer = new ImageViewer(opening.item.image ?? { width: 1, height: 1 });
  return {
    editor,
    commands: () => imageCommands(viewer),
    surface: ({ src, label }) => (src === null ? null : <ImageSurface src={src} viewer={viewer} alt={label} />),
    page: (pages) => viewer.page(pages),
  };
}
