import type { Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { listOf } from "../objects/list";
import { classTitle } from "../objects/records";
import { useEditor } from "../useEditor";
import styles from "./ImageCanvas.module.css";
import type { ImageEditor } from "./stage";

const kinds = ["box", "ellipse", "polygon", "polyline", "points"] as const;

/** Says what is selected to those who don't see it. */
export function Spoken({ editor, ontology }: { editor: ImageEditor; ontology: Ontology }) {
  const { selected } = useEditor(editor, (seen) => seen.passing.selected).passing;
  const list = listOf(editor);
  const [id] = selected;
  const object = id === undefined ? undefined : list.get(id);
  const said = () => {
    if (selected.size > 1) return t("image.saidMany", { n: selected.size });
    if (!object || id === undefined) return "";
    const kind = kinds.find((name) => name === object.geometry.type) ?? "other";
    const name = t("objects.numbered", { title: classTitle(ontology, object.class), n: list.placeOf(id) + 1 });
    return t("image.said", { name, kind: t(`image.kind.${kind}`) });
  };
  return (
    <p className={styles.spoken} role="status">
      {said()}
    </p>
  );
}
