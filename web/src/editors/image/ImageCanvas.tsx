import { useEffect, useRef } from "react";
import { t } from "@/app/messages";
import { cx } from "@/ui/cx";
import { outOfReach, type ImageTool, type World } from "./world";
import type { MarkLooks } from "../looks";
import { useEditor } from "../useEditor";
import { Adjust } from "./Adjust";
import { filterOf, kept } from "./display";
import styles from "./ImageCanvas.module.css";
import frame from "./ImageSurface.module.css";
import { Picture } from "./Picture";
import { Pinned } from "./Pinned";
import { handle, type Hands } from "./pointers";
import { Spoken } from "./Spoken";
import { Stage, type ImageEditor } from "./stage";
import { ToolRail } from "./ToolRail";
import { useDisplay } from "./useDisplay";
import { usePlaced } from "./usePlaced";
import type { ImageViewer } from "./viewer";
import { ZoomBar } from "./ZoomBar";

interface ImageCanvasProps {
  src: string;
  label: string;
  editor: ImageEditor;
  world: World;
  viewer: ImageViewer;
  tools: readonly ImageTool[];
  looks?: MarkLooks | null;
}

/** The picture with its marks, and the tools to make and change them. */
export function ImageCanvas({ src, label, editor, world, viewer, tools, looks = null }: ImageCanvasProps) {
  const surface = useRef<HTMLDivElement>(null);
  const [front, back, hand] = [useRef<HTMLCanvasElement>(null), useRef<HTMLCanvasElement>(null), useRef<HTMLCanvasElement>(null)];
  const shown = useDisplay();
  const drawing = tools.length > 1;
  usePlaced(surface, viewer);

  // The tool and class of the task before are those of this one, as far as it has them.
  useEffect(() => {
    if (!drawing) return;
    if (kept.class !== null && world.ontology.classes.some(({ name }) => name === kept.class) && editor.passing.selected.size === 0)
      editor.send({ type: "classify", name: kept.class });
    if (kept.tool !== null && tools.some(({ name }) => name === kept.tool)) editor.send({ type: "tool", name: kept.tool });
  }, [editor, world, tools, drawing]);

  useEffect(() => {
    const [place, below, above, top] = [surface.current, front.current, back.current, hand.current];
    if (!place || !below || !above || !top) return;
    const stage = new Stage(editor, world, viewer, tools, { place, front: below, back: above, hand: top }, looks);
    const hands: Hands = {
      takes: (touch) => drawing || world.scene.hit(touch.at, touch.pixel, outOfReach(editor.passing)) !== undefined,
      send: (type, touch) => {
        if (type === "down" && editor.passing.focus !== "") editor.send({ type: "rest" });
        editor.send({ type, ...touch });
      },
      cancel: () => editor.send({ type: "cancel" }),
      point: (at) => stage.point(at),
      twice: (touch) => {
        const { tool } = editor.passing;
        if (tool === "select" && !world.scene.hit(touch.at, touch.pixel, outOfReach(editor.passing))) viewer.fit();
      },
    };
    const leave = handle(place, viewer, hands);
    return () => {
      leave();
      stage.end();
    };
  }, [editor, world, viewer, tools, looks, drawing, front, back, hand]);

  return (
    <div className={styles.frame}>
      {drawing && <ToolRail editor={editor} tools={tools} />}
      <div className={styles.room}>
        <div
          ref={surface}
          className={cx(frame.surface, styles.surface, !drawing && styles.looking)}
          tabIndex={0}
          role="application"
          data-surface
          aria-label={t("image.canvas")}
        >
          <Picture src={src} viewer={viewer} alt={label} filter={filterOf(shown)} />
          <div className={styles.layers} aria-hidden="true">
            <canvas ref={front} className={styles.layer} />
            <canvas ref={back} className={styles.layer} />
            <canvas ref={hand} className={styles.layer} />
          </div>
          {looks && <Pinned looks={looks} viewer={viewer} />}
        </div>
        <Notes editor={editor} />
        <ZoomBar viewer={viewer}>
          <Adjust drawing={drawing} />
        </ZoomBar>
      </div>
      <Spoken editor={editor} ontology={world.ontology} />
    </div>
  );
}

/** What the next outline will do, when that isn't a new object. */
function Notes({ editor }: { editor: ImageEditor }) {
  const { adds } = useEditor(editor, (seen) => seen.passing.adds).passing;
  if (adds === "object") return null;
  return <p className={styles.note}>{t(adds === "hole" ? "image.cutting" : "image.extending")}</p>;
}
