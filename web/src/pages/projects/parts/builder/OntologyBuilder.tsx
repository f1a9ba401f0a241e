import { Plus } from "lucide-react";
import type { LabelClass, Ontology, RelationType } from "@/api/types";
import { t } from "@/app/messages";
import { Button } from "@/ui/Button";
import styles from "./Builder.module.css";
import { ClassCard } from "./ClassCard";
import { freshClass, geometriesOf, relationType, withClasses } from "./classes";
import { QuestionBuilder } from "./QuestionBuilder";
import { nameFrom } from "./questions";
import { RelationCard } from "./RelationCard";

interface OntologyBuilderProps {
  ontology: Ontology;
  /** What is labelled, where it is known. */
  modality: string | null;
  /** Names that answers already use, as `question`, `question/option`, `class:name` and so on: they stay when words change. */
  settled: ReadonlySet<string>;
  onChange: (ontology: Ontology) => void;
}

/** What is marked, how it hangs together, and what is asked: classes, relations and questions. */
export function OntologyBuilder({ ontology, modality, settled, onChange }: OntologyBuilderProps) {
  const { classes, relations } = ontology;

  const changeClass = (at: number, next: LabelClass) => {
    const before = classes[at];
    const after = classes.map((each, place) => (place === at ? next : each));
    onChange(withClasses(ontology, after, before && { from: before.name, to: next.name }));
  };
  const moveClass = (at: number, by: number) => {
    const next = [...classes];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(at + by, 0, moved);
    onChange(withClasses(ontology, next));
  };
  const setRelations = (next: RelationType[]) => onChange({ ...ontology, relations: next });

  return (
    <div className={styles.parts}>
      <section aria-label={t("builder.classes")}>
        <header className={styles.part}>
          <h3>{t("builder.classes")}</h3>
          <p>{t("builder.classesLead")}</p>
        </header>
        <div className={styles.builder}>
          {classes.map((each, at) => (
            <ClassCard
              key={at}
              value={each}
              at={at}
              classes={classes}
              geometries={geometriesOf(modality)}
              isLast={at === classes.length - 1}
              settled={settled}
              onChange={(next) => changeClass(at, next)}
              onMove={(by) => moveClass(at, by)}
              onRemove={() =>
                onChange(
                  withClasses(
                    ontology,
                    classes.filter((_, place) => place !== at),
                  ),
                )
              }
            />
          ))}
          <Button kind="quiet" icon={<Plus />} onClick={() => onChange(withClasses(ontology, [...classes, freshClass(classes, modality)]))}>
            {t("builder.addClass")}
          </Button>
        </div>
      </section>
      {/* Between marks in a picture nobody can draw one yet; those that an ontology has stay in it. */}
      {classes.length > 0 && (modality !== "image" || relations.length > 0) && (
        <section aria-label={t("builder.relations")}>
          <header className={styles.part}>
            <h3>{t("builder.relations")}</h3>
            <p>{t("builder.relationsLead")}</p>
          </header>
          <div className={styles.builder}>
            {relations.map((each, at) => (
              <RelationCard
                key={at}
                value={each}
                at={at}
                relations={relations}
                classes={classes}
                settled={settled}
                onChange={(next) => setRelations(relations.map((one, place) => (place === at ? next : one)))}
                onRemove={() => setRelations(relations.filter((_, place) => place !== at))}
              />
            ))}
            <Button
              kind="quiet"
              icon={<Plus />}
              onClick={() => {
                const names = relations.map(({ name }) => name);
                setRelations([...relations, relationType(nameFrom("", `relation_${relations.length + 1}`, names), "")]);
              }}
            >
              {t("builder.addRelation")}
            </Button>
          </div>
        </section>
      )}
      <section aria-label={t("builder.questions")}>
        <header className={styles.part}>
          <h3>{t("builder.questions")}</h3>
          <p>{t("builder.questionsLead")}</p>
        </header>
        <QuestionBuilder questions={ontology.questions} settled={settled} onChange={(questions) => onChange({ ...ontology, questions })} />
      </section>
    </div>
  );
}
