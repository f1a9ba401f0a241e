import { Trash2 } from "lucide-react";
import type { LabelClass, RelationType } from "@/api/types";
import { t } from "@/app/messages";
import { IconButton } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import styles from "./Builder.module.css";
import { follows, nameFrom } from "./questions";

interface RelationCardProps {
  value: RelationType;
  at: number;
  relations: readonly RelationType[];
  classes: readonly LabelClass[];
  settled: ReadonlySet<string>;
  onChange: (next: RelationType) => void;
  onRemove: () => void;
}

/** One relation: its words, and the classes that it leads from and to. */
export function RelationCard({ value, at, relations, classes, settled, onChange, onRemove }: RelationCardProps) {
  const n = at + 1;
  const fallback = `relation_${n}`;
  const retitle = (title: string) => {
    const others = relations.filter((_, place) => place !== at).map(({ name }) => name);
    const follow = !settled.has(`relation:${value.name}`) && (value.title === "" || follows(value.name, value.title, fallback));
    onChange(follow ? { ...value, title, name: nameFrom(title, fallback, others) } : { ...value, title });
  };
  const ends = (end: "from" | "to") => (
    <div className={styles.values} role="group" aria-label={t(`builder.relation.${end}`, { n })}>
      <span>{t(`builder.${end}`)}</span>
      {classes.map(({ name, title }) => (
        <button
          key={name}
          type="button"
          aria-pressed={value[end].includes(name)}
          className={styles.chip}
          onClick={() =>
            onChange({ ...value, [end]: value[end].includes(name) ? value[end].filter((one) => one !== name) : [...value[end], name] })
          }
          dir="auto"
        >
          {title || name}
        </button>
      ))}
      {value[end].length === 0 && <span className={styles.any}>{t("builder.anyClass")}</span>}
    </div>
  );
  return (
    <section className={styles.card} aria-label={t("builder.relation", { n })}>
      <div className={styles.head}>
        <TextField
          bare
          label={t("builder.relationTitle", { n })}
          placeholder={t("builder.relationPlaceholder")}
          value={value.title}
          onChange={(event) => retitle(event.target.value)}
          className={styles.title}
          dir="auto"
        />
        <IconButton label={t("builder.relationRemove", { n })} onClick={onRemove}>
          <Trash2 size={16} />
        </IconButton>
      </div>
      <div className={styles.relationEnds}>
        {ends("from")}
        {ends("to")}
      </div>
    </section>
  );
}
