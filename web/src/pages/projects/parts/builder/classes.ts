import type { LabelClass, Ontology, RelationType } from "@/api/types";
import { t } from "@/app/messages";
import { pageKeys } from "@/editors/objects/commands";
import { checkQuestions, nameFrom, wellFormed } from "./questions";

/** The shapes that can be drawn in what is labelled; all of them while that isn't known. */
export function geometriesOf(modality: string | null): readonly Geometry[] {
  if (modality === "text") return ["span"];
  return modality === "image" ? shapes : [...shapes, "span"];
}

export type Geometry = (typeof shapes)[number] | "span";
const shapes = ["box", "polygon", "ellipse", "polyline", "points"] as const;

/** Keys that a class can't have: the page's, and those of the tools that its project has. */
function takenKeys(classes: readonly LabelClass[]): ReadonlySet<string> {
  const drawn = classes.flatMap(({ geometry }) => geometry);
  const inText = drawn.includes("span") ? [..."CMR"] : [];
  return new Set([...pageKeys, ...inText, ...(drawn.some((each) => each !== "span") ? [..."BCDEGKNRTUVXZ"] : [])]);
}

export const labelClass = (name: string, title: string, geometry: readonly Geometry[], more: Partial<LabelClass> = {}): LabelClass => ({
  name,
  title,
  color: null,
  hotkey: null,
  geometry: [...geometry],
  attributes: [],
  ...more,
});

export const relationType = (name: string, title: string, from: string[] = [], to: string[] = []): RelationType => ({
  name,
  title,
  from,
  to,
});

/** A class of its own for whoever adds one, with the shape that the last one has. */
export function freshClass(classes: readonly LabelClass[], modality: string | null): LabelClass {
  const names = classes.map(({ name }) => name);
  const [first = "box"] = geometriesOf(modality);
  return labelClass(
    nameFrom("", `class_${classes.length + 1}`, names),
    "",
    (classes.at(-1)?.geometry as Geometry[] | undefined) ?? [first],
  );
}

/** Everything that keeps this ontology from being used. */
export function checkOntology({ classes, relations, questions }: Ontology): string[] {
  if (classes.length === 0 && questions.length === 0) return [t("builder.fault.none")];
  const taken = takenKeys(classes);
  const keys = classes.flatMap(({ hotkey }) => (hotkey ? [hotkey.toUpperCase()] : []));
  const ofClasses = classes.flatMap((each, at) => {
    const title = each.title.trim() || t("builder.class", { n: at + 1 });
    const key = each.hotkey?.toUpperCase();
    return [
      !each.title.trim() && t("builder.fault.classTitle", { n: at + 1 }),
      (!wellFormed.test(each.name) || classes.some((other, place) => place !== at && other.name === each.name)) &&
        t("builder.fault.className", { title }),
      each.geometry.length === 0 && t("builder.fault.classShape", { title }),
      key !== undefined && (taken.has(key) || keys.filter((one) => one === key).length > 1) && t("builder.fault.classKey", { title, key }),
      ...checkQuestions(each.attributes).map((fault) => `${title}: ${fault}`),
    ];
  });
  const ofRelations = relations.flatMap((each, at) => [
    !each.title.trim() && t("builder.fault.relationTitle", { n: at + 1 }),
    (!wellFormed.test(each.name) || relations.some((other, place) => place !== at && other.name === each.name)) &&
      t("builder.fault.relationName", { n: at + 1 }),
  ]);
  return [...[...ofClasses, ...ofRelations].filter((one) => one !== false), ...checkQuestions(questions)];
}

/** The ontology after a class was renamed or removed: relations follow. */
export function withClasses(ontology: Ontology, classes: readonly LabelClass[], rename?: { from: string; to: string }): Ontology {
  const named = new Set(classes.map(({ name }) => name));
  const ends = (names: readonly string[]) =>
    names.map((name) => (rename?.from === name ? rename.to : name)).filter((name) => named.has(name));
  return {
    ...ontology,
    classes: [...classes],
    relations: ontology.relations.map((each) => ({ ...each, from: ends(each.from), to: ends(each.to) })),
  };
}
