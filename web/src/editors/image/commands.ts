import { t } from "@/app/messages";
import type { Command } from "@/editor/commands";
import type { ImageViewer } from "./viewer";

/** Everything the keyboard can do with a picture. */
export function imageCommands(viewer: ImageViewer): Command[] {
  const command = (id: string, title: string, keys: string[], run: () => void): Command => ({
    id: `image.${id}`,
    title,
    group: t("command.group.image"),
    keys,
    scope: "page",
    run,
  });
  return [
    command("zoomIn", t("image.zoomIn"), ["+", "="], () => viewer.zoom(1)),
    command("zoomOut", t("image.zoomOut"), ["-"], () => viewer.zoom(-1)),
    command("fit", t("image.fit"), ["0"], () => viewer.fit()),
    command("actual", t("image.actual"), ["Z"], () => viewer.actual(globalThis.devicePixelRatio || 1)),
  ];
}
