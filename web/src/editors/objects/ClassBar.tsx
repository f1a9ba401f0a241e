import type { LabelledObject, Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { objectColor } from "@/ui/classColor";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import type { TaskEditor } from "../task";
import { classKeys } from "./commands";
import styles from "./ObjectPanel.module.css";

/** The classes with their colours and keys: of the objects in hand, and of the next one. */
export function ClassBar({ editor, ontology, chosen }: { editor: TaskEditor; ontology: Ontology; chosen: readonly LabelledObject[] }) {
  const keys = classKeys(ontology);
  const classes = new Set(chosen.map((object) => object.class));
  const on = (name: string) => (classes.size > 0 ? classes.has(name) : editor.passing.current === name);
  return (
    <div className={styles.classes} role="group" aria-label={t("objects.classes")}>
      {ontology.classes.map(({ name, title }) => (
        <button
          key={name}
          type="button"
          aria-pressed={on(name)}
          className={cx(styles.class, on(name) && styles.on)}
          onClick={() => {
            editor.send({ type: "rest" });
            editor.send({ type: "classify", name });
          }}
        >
          <span className={styles.swatch} style={{ background: objectColor(ontology.classes, name) }} aria-hidden="true" />
          <span className={styles.classTitle} dir="auto">
            {title || name}
          </span>
          {keys.has(name) && <Kbd keys={keys.get(name) ?? ""} />}
        </button>
      ))}
    </div>
  );
}
