import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { offerUndo } from "@/app/undo";
import { api, call } from "@/api/client";
import type { GetProjectResponse } from "@/api/types";
import { Button } from "@/ui/Button";
import { AreaField, TextField } from "@/ui/Field";
import { Markdown } from "@/ui/Markdown";
import { Failure } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { PolicyFields } from "./parts/PolicyFields";
import { ProjectFrame } from "./parts/ProjectFrame";
import styles from "./parts/Settings.module.css";
import { Workflow } from "./parts/Workflow";

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
          <Workflow project={project} />
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
