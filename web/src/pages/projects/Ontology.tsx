import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { sampleQuery } from "@/api/queries";
import type { GetProjectResponse, Ontology } from "@/api/types";
import { Notice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { checkOntology } from "./parts/builder/classes";
import { OntologyBuilder } from "./parts/builder/OntologyBuilder";
import { settledNames } from "./parts/builder/settled";
import { sampleOf } from "./parts/DataStep";
import { MigrationProgress } from "./parts/MigrationProgress";
import { MigrationStep } from "./parts/MigrationStep";
import styles from "./parts/Ontology.module.css";
import { Preview } from "./parts/Preview";
import { ProjectFrame } from "./parts/ProjectFrame";

export const route = {
  path: "/projects/:projectId/ontology",
  frame: "app",
  roles: ["owner", "manager"],
  inProjects: true,
} satisfies PageRoute;

/** What is marked and asked in a project: the builder, the real editor beside it, and what a change does to the answers so far. */
export default function OntologyPage() {
  return <ProjectFrame>{(project) => <Content key={project.ontologyVersion} project={project} />}</ProjectFrame>;
}

function Content({ project }: { project: GetProjectResponse }) {
  const items = useQuery(sampleQuery(project.dataset.id));
  const [ontology, setOntology] = useState<Ontology>(project.ontology);
  const client = useQueryClient();
  const next = project.ontologyVersion + 1;
  const settled = useMemo(() => settledNames(project.ontology), [project.ontology]);
  const first = items.data?.[0];
  const sample = useMemo(() => (first ? sampleOf(first) : null), [first]);
  const faults = checkOntology(ontology);
  const changed = JSON.stringify(ontology) !== JSON.stringify(project.ontology);

  return (
    <Section title={t("ontology.version", { n: project.ontologyVersion })} lead={t("ontology.lead", { n: next })}>
      <MigrationProgress projectId={project.id} />
      <div className={styles.sides}>
        <div className={styles.form}>
          <OntologyBuilder ontology={ontology} modality={first?.modality ?? null} settled={settled} onChange={setOntology} />
          {changed && faults.length > 0 && (
            <Notice kind="bad" title={faults[0] ?? ""}>
              {faults.slice(1).map((fault) => (
                <p key={fault}>{fault}</p>
              ))}
            </Notice>
          )}
          <MigrationStep
            project={project}
            ontology={ontology}
            ready={changed && faults.length === 0}
            onSaved={() => void client.invalidateQueries({ queryKey: ["project", project.id] })}
          />
        </div>
        <Preview ontology={ontology} sample={sample} />
      </div>
    </Section>
  );
}
