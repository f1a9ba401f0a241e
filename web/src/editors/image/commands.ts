import type { Ontology } from "@/api/types";
import { t } from "@/app/messages";
import type { Command } from "@/editor/commands";
import { classKeys, selectedObjects } from "../objects/commands";
import { asRelation, classesFor } from "../objects/records";
import { kindOf, shapeOf } from "../_canvas/kinds";
import { joined } from "../_canvas/plane";
import { display } from "./display";
import type { ImageInput } from "./input";
import type { ImageEditor } from "./stage";
import type { ImageViewer } from "./viewer";
import type { ImageTool } from "./world";

const step = (id: string, title: string, keys: readonly string[], run: () => void, more: Partial<Command> = {}): Command => ({
  id: `image.${id}`,
  title,
  group: t("command.group.image"),
  keys,
  scope: "page",
  run,
  ...more,
});

/** Everything the keyboard can do with the view of a picture. */
export function viewCommands(viewer: ImageViewer): Command[] {
  return [
    step("zoomIn", t("image.zoomIn"), ["+", "="], () => viewer.zoom(1)),
    step("zoomOut", t("image.zoomOut"), ["-"], () => viewer.zoom(-1)),
    step("fit", t("image.fit"), ["0"], () => viewer.fit()),
    step("actual", t("image.actual"), ["Z"], () => viewer.actual(globalThis.devicePixelRatio || 1)),
  ];
}

/** The tools, and what they do by key. Letters that the project's classes have taken are theirs. */
export function imageCommands(editor: ImageEditor, ontology: Ontology, viewer: ImageViewer, tools: readonly ImageTool[]): Command[] {
  const taken = new Set(classKeys(ontology).values());
  const command: typeof step = (id, title, keys, run, more) =>
    step(
      id,
      title,
      keys.filter((key) => !taken.has(key)),
      run,
      more,
    );
  const onObjects = () => editor.passing.focus === "";
  const some = () => onObjects() && editor.passing.selected.size > 0;
  const one = () => onObjects() && editor.passing.selected.size === 1;
  const send = (input: ImageInput) => editor.send(input);
  const arrows = [
    ["Left", -1, 0],
    ["Right", 1, 0],
    ["Up", 0, -1],
    ["Down", 0, 1],
  ] as const;
  const canDraw = tools.length > 1;
  const drawsPolygons = classesFor(ontology, "polygon").length > 0 && canDraw;
  const show = () => {
    const extents = selectedObjects(editor).flatMap((object) => {
      const shape = shapeOf(object);
      return shape ? [kindOf(shape).bounds(shape)] : [];
    });
    if (extents.length > 0) viewer.closeUp(extents.reduce(joined));
  };
  const duplicate = () => {
    const objects = selectedObjects(editor);
    const ids = new Set(objects.map(({ id }) => id));
    const relations = editor.keys("relations/").map((key) => asRelation(editor.get(key)));
    editor.send({ type: "paste", objects, relations: relations.filter(({ from, to }) => ids.has(from) && ids.has(to)), times: 1 });
  };
  const drawing = !canDraw
    ? []
    : [
        ...tools.map(({ name, keys }) =>
          command(`tool.${name}`, t(toolTitles[name] ?? "image.tool.select"), keys, () => send({ type: "tool", name }), {
            when: onObjects,
          }),
        ),
        ...arrows.flatMap(([name, dx, dy]) => [
          command(`move${name}`, t(`image.move${name}`), [name], () => send({ type: "nudge", dx, dy }), { when: some, quiet: true }),
          command(`move${name}Far`, t(`image.move${name}Far`), [`Shift+${name}`], () => send({ type: "nudge", dx: 10 * dx, dy: 10 * dy }), {
            when: some,
            quiet: true,
          }),
          command(`grow${name}`, t(`image.grow${name}`), [`Mod+${name}`], () => send({ type: "grow", dx, dy }), {
            when: some,
            quiet: true,
          }),
          command(
            `grow${name}Far`,
            t(`image.grow${name}Far`),
            [`Mod+Shift+${name}`],
            () => send({ type: "grow", dx: 10 * dx, dy: 10 * dy }),
            { when: some, quiet: true },
          ),
        ]),
        command("duplicate", t("image.duplicate"), ["Mod+D"], duplicate, { when: some }),
      ];
  return [
    ...viewCommands(viewer),
    ...drawing,
    ...(drawsPolygons
      ? [
          command("cut", t("image.cut"), ["C"], () => send({ type: "cut" }), { when: one }),
          command("extend", t("image.extend"), ["U"], () => send({ type: "extend" }), { when: one }),
        ]
      : []),
    ...(canDraw && classesFor(ontology, "box").length > 0
      ? [
          command(
            "place",
            t("image.place"),
            ["K"],
            () => {
              const { width, height } = viewer.room;
              const { scale } = viewer.view;
              send({ type: "place", at: viewer.toImage({ x: width / 2, y: height / 2 }), side: Math.min(width, height) / 4 / scale });
            },
            { when: onObjects },
          ),
        ]
      : []),
    ...(ontology.classes.length > 0
      ? [
          command("show", t("image.show"), ["X"], show, { when: some }),
          command("labels", t("image.labels"), ["T"], () => display.set({ labels: !display.shown.labels })),
        ]
      : []),
    command("inHand", t("image.inHand"), [], () => display.set({ inHand: !display.shown.inHand })),
    command("crosshair", t("image.crosshair"), [], () => display.set({ crosshair: !display.shown.crosshair })),
  ];
}

/** What keys do in the middle of a gesture, before they do anything else. */
export function gestureCommands(editor: ImageEditor): Command[] {
  const inHand = () => editor.passing.inHand !== null || editor.isOpen;
  const outlined = () => editor.passing.inHand?.kind === "outline";
  const gesture = (
    id: string,
    title: string,
    keys: readonly string[],
    type: "finish" | "takeBack" | "cancel",
    when: () => boolean,
  ): Command => step(`gesture.${id}`, title, keys, () => editor.send({ type }), { scope: "gesture", when, quiet: true });
  const anything = () => editor.passing.focus === "" && (editor.passing.selected.size > 0 || editor.passing.tool !== "select");
  return [
    gesture("finish", t("image.finish"), ["Enter"], "finish", outlined),
    gesture("takeBack", t("image.takeBack"), ["Backspace"], "takeBack", () => outlined() || editor.passing.corner !== null),
    gesture("cancel", t("image.cancel"), ["Escape"], "cancel", () => inHand() || anything()),
  ];
}

/** How each tool is called. */
export const toolTitles = {
  select: "image.tool.select",
  box: "image.tool.box",
  rotated: "image.tool.rotated",
  ellipse: "image.tool.ellipse",
  polygon: "image.tool.polygon",
  polyline: "image.tool.polyline",
  points: "image.tool.points",
} as const satisfies Record<string, string> as Readonly<Record<string, ToolTitle>>;

type ToolTitle = `image.tool.${"select" | "box" | "rotated" | "ellipse" | "polygon" | "polyline" | "points"}`;
