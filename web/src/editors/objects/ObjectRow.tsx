import { Eye, EyeOff, Lock, LockOpen } from "lucide-react";
import { memo } from "react";
import type { LabelledObject, Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { IconButton } from "@/ui/Button";
import { objectColor } from "@/ui/classColor";
import { cx } from "@/ui/cx";
import type { TaskEditor } from "../task";
import styles from "./ObjectPanel.module.css";
import { nameOf } from "./records";

interface ObjectRowProps {
  editor: TaskEditor;
  ontology: Ontology;
  object: LabelledObject;
  /** Its number among all objects of the task. */
  n: number;
  /** Its row in the list, from 1. */
  row: number;
  selected: boolean;
  hidden: boolean;
  locked: boolean;
  hovered: boolean;
  faulty: boolean;
  wordsOf: ((object: LabelledObject) => string) | undefined;
}

/** One object in the list: what it is, and whether it can be seen and touched. Drawn again only when something of it is another. */
export const ObjectRow = memo(function ObjectRow(props: ObjectRowProps) {
  const { editor, ontology, object, n, row, selected, hidden, locked, hovered, faulty, wordsOf } = props;
  const { id } = object;
  return (
    <div
      role="row"
      aria-rowindex={row}
      aria-selected={selected}
      className={cx(styles.row, selected && styles.selected, hidden && styles.hidden, hovered && styles.hovered)}
      onPointerEnter={() => editor.send({ type: "hover", id })}
      onPointerLeave={() => editor.send({ type: "hover", id: null })}
      onClick={(event) => {
        editor.send({ type: "rest" });
        editor.send({ type: "select", ids: [id], how: event.ctrlKey || event.metaKey || event.shiftKey ? "toggle" : "only" });
      }}
    >
      <span role="gridcell" className={styles.name} dir="auto">
        <span className={styles.swatch} style={{ background: objectColor(ontology.classes, object.class) }} aria-hidden="true" />
        {nameOf(ontology, object, n)}
        {wordsOf && (
          <bdi className={styles.words} dir="auto">
            {wordsOf(object)}
          </bdi>
        )}
        {faulty && <span className={styles.fault} aria-hidden="true" />}
      </span>
      <span role="gridcell" className={styles.marks}>
        <IconButton
          label={t(locked ? "objects.unlock" : "objects.lock")}
          className={cx(styles.mark, locked && styles.on)}
          onClick={(event) => {
            event.stopPropagation();
            editor.send({ type: "lock", ids: [id], on: !locked });
          }}
        >
          {locked ? <Lock size={13} /> : <LockOpen size={13} />}
        </IconButton>
        <IconButton
          label={t(hidden ? "objects.show" : "objects.hide")}
          className={cx(styles.mark, hidden && styles.on)}
          onClick={(event) => {
            event.stopPropagation();
            editor.send({ type: "hide", ids: [id], on: !hidden });
          }}
        >
          {hidden ? <EyeOff size={13} /> : <Eye size={13} />}
        </IconButton>
      </span>
    </div>
  );
});
