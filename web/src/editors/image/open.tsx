import { inside } from "../_canvas/plane";
import { listOf } from "../objects/list";
import { openEditor } from "../openEditor";
import type { Opening, Workbench } from "../task";
import { gestureCommands, imageCommands } from "./commands";
import { display, kept } from "./display";
import { ImageCanvas } from "./ImageCanvas";
import { firstImage, type ImageInput, type ImagePassing } from "./input";
import type { ImageEditor } from "./stage";
import { toolsFor, worldOf } from "./toolbox";
import { ImageViewer } from "./viewer";
import { placed } from "./world";

/** The editor of a task with a picture, without anything to see or press: for the page, and for tests. */
export function openImage(opening: Opening) {
  const { ontology, readOnly } = opening;
  const image = opening.item.image ?? { width: 1, height: 1 };
  const tools = toolsFor(ontology, readOnly);
  const world = worldOf(ontology, image, readOnly, () => display.shown.inHand);
  const viewer = opening.shared?.take(() => new ImageViewer(image)) ?? new ImageViewer(image);
  const editor: ImageEditor = openEditor<ImageInput, ImagePassing>(opening, [world.idle("select")], firstImage, (objects, times) =>
    placed(image, viewer.placed ? 1 / viewer.view.scale : 1)(objects, times),
  );
  world.scene.follow(listOf(editor));

  let current = editor.passing.current;
  let tool = editor.passing.tool;
  editor.subscribe(() => {
    const now = editor.passing;
    if (now.tool !== tool) kept.tool = tool = now.tool;
    if (now.current === current) return;
    kept.class = current = now.current;
    // A class that can't be drawn with the tool in hand brings one along that can.
    const geometry = ontology.classes.find(({ name }) => name === now.current)?.geometry ?? [];
    const inHand = tools.find(({ name }) => name === now.tool)?.geometry ?? null;
    const fitting = tools.find((each) => each.geometry !== null && geometry.includes(each.geometry));
    if (inHand !== null && !geometry.includes(inHand) && fitting) editor.send({ type: "tool", name: fitting.name });
  });
  return { editor, world, viewer, tools };
}

/** Marks things in a picture: boxes, ellipses, polygons, lines and points; or only looks at it. */
export function open(opening: Opening): Workbench {
  const { editor, world, viewer, tools } = openImage(opening);
  return {
    editor,
    commands: () => imageCommands(editor, opening.ontology, viewer, tools),
    gestures: () => (tools.length > 1 ? gestureCommands(editor) : []),
    surface: ({ src, label }) =>
      src === null ? null : (
        <ImageCanvas src={src} label={label} editor={editor} world={world} viewer={viewer} tools={tools} looks={opening.looks ?? null} />
      ),
    page: (pages) => viewer.page(pages),
    placeAt: ({ x, y }, surface) => {
      const box = surface.getBoundingClientRect();
      const at = inside(viewer.toImage({ x: x - box.left, y: y - box.top }), viewer.image);
      return { at: { x: Math.round(at.x), y: Math.round(at.y) } };
    },
  };
}
