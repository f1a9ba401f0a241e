import type { LabelClass } from "@/api/types";
import { t } from "@/app/messages";
import { classKeys } from "@/editors/objects/commands";
import { objectColor } from "@/ui/classColor";
import { TextField } from "@/ui/Field";
import styles from "./Builder.module.css";
import { CardMoves } from "./CardMoves";
import type { Geometry } from "./classes";
import { QuestionBuilder } from "./QuestionBuilder";
import { attributeKinds, follows, nameFrom } from "./questions";

interface ClassCardProps {
  value: LabelClass;
  at: number;
  classes: readonly LabelClass[];
  geometries: readonly Geometry[];
  isLast: boolean;
  settled: ReadonlySet<string>;
  onChange: (next: LabelClass) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

/** One class: its words, colour, key and shapes, and what is asked about each object of it. */
export function ClassCard({ value, at, classes, geometries, isLast, settled, onChange, onMove, onRemove }: ClassCardProps) {
  const n = at + 1;
  const fallback = `class_${n}`;
  const fixed = settled.has(`class:${value.name}`);
  const set = (next: Partial<LabelClass>) => onChange({ ...value, ...next });
  const key = classKeys({ version: 1, classes: [...classes], relations: [], questions: [] }).get(value.name);
  // What a class had before may be no shape of this modality: it can still be taken away.
  const offered = [...new Set<string>([...geometries, ...value.geometry])];

  const retitle = (title: string) => {
    const others = classes.filter((_, place) => place !== at).map(({ name }) => name);
    const follow = !fixed && (value.title === "" || follows(value.name, value.title, fallback));
    set(follow ? { title, name: nameFrom(title, fallback, others) } : { title });
  };
  const toggle = (geometry: string) =>
    set({ geometry: value.geometry.includes(geometry) ? value.geometry.filter((one) => one !== geometry) : [...value.geometry, geometry] });

  return (
    <section className={styles.card} aria-label={t("builder.class", { n })}>
      <div className={styles.head}>
        <label className={styles.color} style={{ background: objectColor(classes, value.name) }} title={t("builder.classColor", { n })}>
          <input
            type="color"
            aria-label={t("builder.classColor", { n })}
            value={value.color ?? "#808080"}
            onChange={(event) => set({ color: event.target.value.toLowerCase() })}
          />
        </label>
        <TextField
          bare
          label={t("builder.classTitle", { n })}
          placeholder={t("builder.classPlaceholder")}
          value={value.title}
          onChange={(event) => retitle(event.target.value)}
          className={styles.title}
          dir="auto"
        />
        <TextField
          bare
          className={styles.key}
          label={t("builder.classKey", { n })}
          title={t("builder.classKeyHint")}
          placeholder={key ?? ""}
          value={value.hotkey ?? ""}
          maxLength={1}
          onChange={(event) => set({ hotkey: event.target.value.trim().toUpperCase() || null })}
        />
        <CardMoves isFirst={at === 0} isLast={isLast} remove={t("builder.classRemove", { n })} onMove={onMove} onRemove={onRemove} />
      </div>
      <div className={styles.inner}>
        {(offered.length > 1 || value.geometry.length === 0) && (
          <div className={styles.values} role="group" aria-label={t("builder.shapes", { n })}>
            {offered.map((geometry) => (
              <button
                key={geometry}
                type="button"
                aria-pressed={value.geometry.includes(geometry)}
                className={styles.chip}
                onClick={() => toggle(geometry)}
              >
                {isGeometry(geometry) ? t(`geometry.${geometry}`) : geometry}
              </button>
            ))}
          </div>
        )}
        <details className={styles.details} open={value.attributes.length > 0 || undefined}>
          <summary>{t("builder.attributes", { n: value.attributes.length })}</summary>
          <div className={styles.nested}>
            <QuestionBuilder
              questions={value.attributes}
              kinds={attributeKinds}
              scope={`attribute:${value.name}/`}
              of={value.title || value.name}
              settled={settled}
              onChange={(attributes) => set({ attributes })}
            />
            <TextField
              className={styles.exportName}
              label={t("builder.name")}
              value={value.name}
              disabled={fixed}
              onChange={(event) => set({ name: event.target.value })}
              spellCheck={false}
            />
          </div>
        </details>
      </div>
    </section>
  );
}

const isGeometry = (name: string): name is Geometry => ["box", "polygon", "ellipse", "polyline", "points", "span"].includes(name);
