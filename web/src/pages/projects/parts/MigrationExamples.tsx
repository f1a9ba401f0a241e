import { Link } from "react-router";
import { t } from "@/app/messages";
import type { MigrationExample, Ontology } from "@/api/types";
import { Table } from "@/ui/Table";
import styles from "./MigrationStep.module.css";
import { questionOf, showAnswer } from "./values";

interface MigrationExamplesProps {
  projectId: string;
  before: Ontology;
  after: Ontology;
  examples: readonly MigrationExample[];
}

/** Answers as they are and as they would be. */
export function MigrationExamples({ projectId, before, after, examples }: MigrationExamplesProps) {
  return (
    <details className={styles.examples} open={examples.length <= 5}>
      <summary>{t("migration.examples", { n: examples.length })}</summary>
      <Table
        label={t("migration.examples", { n: examples.length })}
        head={[{ title: t("migration.before") }, { title: t("migration.after") }, { title: t("migration.note") }]}
      >
        {examples.map((example, at) => (
          <tr key={at}>
            <td dir="auto">
              <Link to={`/projects/${projectId}/tasks/${example.taskId}`}>{sayDocument(before, example.before)}</Link>
            </td>
            <td dir="auto">{sayDocument(after, example.after)}</td>
            <td className={styles.note} dir="auto">
              {[
                ...example.lost.map(({ path }) => t("migration.lost", { what: placeOf(before, path) })),
                ...example.missing.map((path) => t("migration.missing", { what: placeOf(after, path) })),
              ].join(", ")}
            </td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

function sayDocument(ontology: Ontology, { answers, objects }: MigrationExample["before"]): string {
  const said = Object.entries(answers).map(([name, value]) => {
    const question = questionOf(ontology, name);
    return `${question?.title || name}: ${showAnswer(question, value)}`;
  });
  const drawn = objects.length;
  return [...said, ...(drawn > 0 ? [t("migration.objects", { n: drawn })] : [])].join(" · ") || t("migration.nothing");
}

/** The question that a path is about, in its own words. */
function placeOf(ontology: Ontology, path: string): string {
  const [, part, name = ""] = path.split("/");
  return part === "answers" ? `“${questionOf(ontology, name)?.title || name}”` : path.slice(1);
}
