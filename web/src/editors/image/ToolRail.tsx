import { Circle, Dot, MousePointer2, Pentagon, Spline, Square, type LucideIcon } from "lucide-react";
import { useCommandCenter } from "@/app/commands";
import { t } from "@/app/messages";
import { cx } from "@/ui/cx";
import { useEditor } from "../useEditor";
import { toolTitles } from "./commands";
import styles from "./ImageCanvas.module.css";
import type { ImageEditor } from "./stage";
import type { ImageTool } from "./world";

const icons: Readonly<Record<string, LucideIcon>> = {
  select: MousePointer2,
  box: Square,
  rotated: Square,
  ellipse: Circle,
  polygon: Pentagon,
  polyline: Spline,
  points: Dot,
};

/** The tools of the canvas, each with its key. */
export function ToolRail({ editor, tools }: { editor: ImageEditor; tools: readonly ImageTool[] }) {
  const { tool } = useEditor(editor, (seen) => seen.passing.tool).passing;
  const { remapping } = useCommandCenter();
  return (
    <div className={styles.rail} role="toolbar" aria-orientation="vertical" aria-label={t("image.tools")}>
      {tools.map(({ name, keys }) => {
        const Icon = icons[name] ?? Square;
        const title = t(toolTitles[name] ?? "image.tool.select");
        const key = (remapping[`image.tool.${name}`] ?? keys)[0];
        return (
          <button
            key={name}
            type="button"
            className={cx(styles.tool, tool === name && styles.on)}
            aria-pressed={tool === name}
            aria-label={title}
            title={key === undefined ? title : `${title} (${key})`}
            // The keys stay with the canvas: Enter ends an outline and doesn't press the button again.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => editor.send({ type: "tool", name })}
          >
            <Icon size={name === "points" ? 24 : 16} className={name === "rotated" ? styles.slanted : undefined} aria-hidden="true" />
          </button>
        );
      })}
    </div>
  );
}
