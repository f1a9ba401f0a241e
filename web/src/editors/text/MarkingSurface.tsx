import { CaseSensitive, Copy, Spline, TextSelect, Trash2 } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { Ontology } from "@/api/types";
import { useKey } from "@/app/commands";
import { t } from "@/app/messages";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { FloatingBar } from "@/ui/FloatingBar";
import { asObject, classTitle, objectKey } from "../objects/records";
import type { MarkLooks } from "../looks";
import { useEditor } from "../useEditor";
import { askedRelations } from "./commands";
import styles from "./MarkingSurface.module.css";
import type { TextEditor } from "./textEditor";
import type { TextModel } from "./TextModel";
import { shortened } from "./spans";
import { Chooser } from "./Chooser";
import type { ScrollTogether } from "./together";
import { listen } from "./view/pointer";
import { sayingOf, TextView } from "./view/TextView";

interface MarkingSurfaceProps {
  editor: TextEditor;
  model: TextModel;
  ontology: Ontology;
  readOnly: boolean;
  /** What it is called where several are shown. */
  title?: string | undefined;
  looks?: MarkLooks | null;
  /** Scrolls along with other panes of the same text. */
  together?: ScrollTogether | null;
  /** Where keys find the view. */
  onView: (view: TextView | null) => void;
}

/** A text to mark: drag over words, or go there with the arrows; what is marked is underlined and named where it stands. */
export function MarkingSurface({
  editor,
  model,
  ontology,
  readOnly,
  title = t("label.text"),
  looks = null,
  together = null,
  onView,
}: MarkingSurfaceProps) {
  const heading = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const over = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<TextView | null>(null);
  const [said, setSaid] = useState("");

  useEffect(() => {
    if (!scroller.current || !host.current || !over.current) return;
    const made = new TextView(scroller.current, host.current, over.current, editor, model, ontology, readOnly, looks);
    const leave = together?.join(scroller.current);
    const silence = listen(made, readOnly);
    const tell = editor.onTouch((keys) => {
      const saying = sayingOf(model, ontology, editor, keys);
      if (saying !== null) setSaid(saying);
    });
    let range = editor.passing.range;
    const follow = editor.subscribe(() => {
      const now = editor.passing.range;
      if (now && now !== range && !editor.passing.dragging) setSaid(model.slice(now));
      range = now;
    });
    setView(made);
    onView(made);
    return () => {
      follow();
      tell();
      silence();
      leave?.();
      made.dispose();
      onView(null);
    };
  }, [editor, model, ontology, readOnly, looks, together, onView]);

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.surface}
        tabIndex={0}
        role="region"
        data-surface
        aria-labelledby={heading}
        aria-describedby={`${heading}-hint`}
      >
        <article className={styles.page}>
          <h2 id={heading} className={styles.unseen}>
            {title}
          </h2>
          {!readOnly && (
            <span id={`${heading}-hint`} className={styles.unseen}>
              {t("text.hint")}
            </span>
          )}
          <div ref={host} className={styles.text} />
          <div ref={over} className={styles.layer} />
          {view && <Asked editor={editor} ontology={ontology} view={view} model={model} />}
        </article>
      </div>
      {!readOnly && <Tools editor={editor} ontology={ontology} />}
      <div role="status" className={styles.unseen}>
        {said}
      </div>
    </div>
  );
}

function Tools({ editor, ontology }: { editor: TextEditor; ontology: Ontology }) {
  useEditor(
    editor,
    ({ passing }) => `${passing.fine} ${passing.selected.size} ${passing.range === null} ${passing.pull === null} ${passing.arc}`,
  );
  const { fine, selected, range, pull, arc } = editor.passing;
  const keys = {
    fine: useKey("text.fine", "C"),
    everywhere: useKey("text.everywhere", "M"),
    relate: useKey("text.relate", "R"),
    unrelate: useKey("text.unrelate", "Delete"),
  };
  return (
    // The keys belong to the text: a button doesn't take them when it is pressed.
    <FloatingBar label={t("text.tools")} onMouseDown={(event) => event.preventDefault()}>
      <Button
        kind="quiet"
        small
        icon={fine ? <CaseSensitive size={15} /> : <TextSelect size={15} />}
        keys={keys.fine}
        aria-pressed={fine}
        title={t("text.fine")}
        className={cx(fine && styles.on)}
        onClick={() => editor.send({ type: "fine", on: !fine })}
      >
        {t(fine ? "text.characters" : "text.words")}
      </Button>
      <Button
        kind="quiet"
        small
        icon={<Copy size={14} />}
        keys={keys.everywhere}
        title={t("text.everywhere")}
        disabled={selected.size === 0 && range === null}
        onClick={() => editor.send({ type: "everywhere" })}
      >
        {t("text.sameWords")}
      </Button>
      {ontology.relations.length > 0 && (
        <Button
          kind="quiet"
          small
          icon={<Spline size={14} />}
          keys={keys.relate}
          title={t("text.relate")}
          aria-pressed={pull !== null}
          className={cx(pull !== null && styles.on)}
          disabled={selected.size === 0 && pull === null}
          onClick={() => editor.send(pull === null ? { type: "aim" } : { type: "cancel" })}
        >
          {t("text.relateShort")}
        </Button>
      )}
      {arc !== null && (
        <Button
          kind="quiet"
          small
          icon={<Trash2 size={14} />}
          keys={keys.unrelate}
          onClick={() => {
            editor.send({ type: "unrelate", key: arc });
            editor.send({ type: "arc", key: null });
          }}
        >
          {t("text.deleteRelation")}
        </Button>
      )}
    </FloatingBar>
  );
}

function Asked({ editor, ontology, view, model }: { editor: TextEditor; ontology: Ontology; view: TextView; model: TextModel }) {
  useEditor(editor, ({ passing }) => passing.pull);
  const { pull } = editor.passing;
  const relations = askedRelations(editor, ontology);
  const place = pull?.to == null ? null : view.placeOf(pull.to);
  if (pull?.to == null || relations.length === 0 || !place) return null;
  const named = (id: string) => {
    const span = view.index.get(id);
    return span ? shortened(model.slice(span)) : classTitle(ontology, asObject(editor.get(objectKey(id))).class);
  };
  return (
    <Chooser
      place={place}
      title={t("text.relatingTo", { from: named(pull.from), to: named(pull.to) })}
      relations={relations}
      onChoose={(relation) => editor.send({ type: "relateAs", relation })}
    />
  );
}
