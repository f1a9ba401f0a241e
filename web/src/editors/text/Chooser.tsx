import type { RelationType } from "@/api/types";
import { t } from "@/app/messages";
import { Kbd } from "@/ui/Kbd";
import styles from "./MarkingSurface.module.css";

interface ChooserProps {
  place: { readonly x: number; readonly y: number };
  title: string;
  relations: readonly RelationType[];
  onChoose: (relation: string) => void;
}

/** Which relation leads from one span to the other, where several can. */
export function Chooser({ place, title, relations, onChoose }: ChooserProps) {
  return (
    <div
      className={styles.chooser}
      role="group"
      aria-label={t("text.relating")}
      style={{ left: place.x, top: place.y + 20 }}
      onPointerDown={(event) => event.stopPropagation()}
      onPointerUp={(event) => event.stopPropagation()}
    >
      <p dir="auto">{title}</p>
      {relations.map((relation, at) => (
        <button key={relation.name} type="button" onClick={() => onChoose(relation.name)}>
          <span dir="auto">{relation.title || relation.name}</span>
          {at < 9 && <Kbd keys={String(at + 1)} />}
        </button>
      ))}
      <p className={styles.other}>
        {t("text.otherTarget")} <Kbd keys="Tab" />
      </p>
    </div>
  );
}
