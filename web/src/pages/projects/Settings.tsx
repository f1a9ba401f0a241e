import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { offerUndo } from "@/app/undo";
import { api, call } from "@/api/client";
import { sampleQuery } from "@/api/queries";
import type { GetProjectResponse, Ontology } from "@/api/types";
import { Button } from "@/ui/Button";
import { AreaField, TextField } from "@/ui/Field";
import { Markdown } from "@/ui/Markdown";
import { Failure, Notice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { checkOntology } from "./parts/builder/classes";
import { OntologyBuilder } from "./parts/builder/OntologyBuilder";
import { settledNames } from "./parts/builder/settled";
import { sampleOf } from "./parts/DataStep";
import { MigrationProgress } from "./parts/MigrationProgress";
import { MigrationStep } from "./parts/MigrationStep";
import { PolicyFields } from "./parts/PolicyFields";
import { Preview } from "./parts/Preview";
import { ProjectFrame } from "./parts/ProjectFrame";
import styles from "./parts/Settings.module.css";

export const route = {
  path: "/projects/:projectId/settings",
  frame: "app",
  roles: ["owner", "manager"],
  inProjects: true,
} satisfies PageRoute;

export default function Settings() {
  return (
    <ProjectFrame>
      {(project) => (
        <>
          <General project={project} />
          <Questions key={project.ontologyVersion} project={project} />
          <Delete project={project} />
        </>
      )}
    </ProjectFrame>
  );
}

function General({ project }: { project: GetProjectResponse }) {
  const { id, name, instructions, redundancy, method } = project;
  const [draft, setDraft] = useState({ name, instructions, redundancy, method });
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => call(api.PATCH("/api/projects/{id}", { params: { path: { id } }, body: { ...draft, name: draft.name.trim() } })),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: ["project", id] }), client.invalidateQueries({ queryKey: ["projects"] })]),
  });
  const changed = JSON.stringify(draft) !== JSON.stringify({ name, instructions, redundancy, method });
  const set = (next: Partial<typeof draft>) => setDraft({ ...draft, ...next });

  return (
    <Section title={t("settings.general")}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField label={t("settings.name")} value={draft.name} maxLength={120} onChange={(event) => set({ name: event.target.value })} />
        <div className={styles.instructions}>
          <AreaField
            label={t("settings.instructions")}
            hint={t("settings.instructionsHint")}
            rows={8}
            value={draft.instructions}
            onChange={(event) => set({ instructions: event.target.value })}
          />
          <div>
            <p className={styles.caption}>{t("settings.preview")}</p>
            <div className={styles.rendered}>
              <Markdown source={draft.instructions} />
            </div>
          </div>
        </div>
        <PolicyFields redundancy={draft.redundancy} method={draft.method} onChange={set} />
        {save.error && <Failure error={save.error} />}
        <div className={styles.actions}>
          <Button kind="primary" type="submit" disabled={!changed || draft.name.trim() === "" || save.isPending}>
            {t(save.isSuccess && !changed ? "ui.saved" : "ui.save")}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Questions({ project }: { project: GetProjectResponse }) {
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
    <Section title={t("settings.questions")} lead={t("settings.questionsLead", { n: next })}>
      <MigrationProgress projectId={project.id} />
      <div className={styles.questions}>
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

function Delete({ project }: { project: GetProjectResponse }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => call(api.DELETE("/api/projects/{id}", { params: { path: { id: project.id } } })),
    onSuccess: async ({ undo }) => {
      offerUndo({ title: t("settings.deleted", { name: project.name }), token: undo });
      await navigate("/projects");
      client.removeQueries({ queryKey: ["project", project.id] });
      await client.invalidateQueries();
    },
  });
  return (
    <Section title={t("settings.delete")} lead={t("settings.deleteLead")}>
      {remove.error && <Failure error={remove.error} />}
      <Button kind="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
        {t("settings.deleteGo", { name: project.name })}
      </Button>
    </Section>
  );
}
