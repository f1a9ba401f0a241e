import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { api, call } from "@/api/client";
import type { GetProjectResponse, JobRow, ProjectWorkflow } from "@/api/types";
import { showJobs } from "@/app/jobs/showJobs";
import { formatPercent, t } from "@/app/messages";
import { Button, IconButton } from "@/ui/Button";
import { AreaField, SelectField, TextField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import styles from "./Workflow.module.css";

const mostStages = 5;
const mostReasons = 30;

type By = ProjectWorkflow["adjudicateBy"];

/** The whole of it as one sentence. */
export function sayWorkflow({ stages, adjudicateBy, sendBackTo }: ProjectWorkflow): string {
  const who = (by: By) => t(by === "managers" ? "workflow.managers" : "workflow.reviewers");
  const reviewed = stages.map(({ share, by }, at) =>
    t(at === 0 ? "workflow.sentence.one" : "workflow.sentence.more", { share: formatPercent(share), by: who(by) }),
  );
  const parts = [
    reviewed.length === 0 ? t("workflow.sentence.none") : reviewed.join(", "),
    t("workflow.sentence.disputes", { by: who(adjudicateBy) }),
    t("workflow.sentence.back", { who: t(sendBackTo === "author" ? "workflow.sentence.backAuthor" : "workflow.sentence.backOthers") }),
  ];
  return `${parts.join("; ")}.`;
}

const linesOf = (text: string) => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];
const percentOf = (share: number) => String(Math.round(share * 1000) / 10);

interface Draft extends Omit<ProjectWorkflow, "stages" | "reasons"> {
  /** Shares as they are typed. */
  readonly stages: readonly { name: string; percent: string; by: By }[];
  readonly reasons: string;
}

const draftOf = ({ stages, reasons, ...rest }: ProjectWorkflow): Draft => ({
  ...rest,
  stages: stages.map(({ name, share, by }) => ({ name, percent: percentOf(share), by })),
  reasons: reasons.join("\n"),
});
const shareOf = (percent: string) => Number(percent.replace(",", ".")) / 100;
const isShare = (percent: string) => shareOf(percent) > 0 && shareOf(percent) <= 1;
const wireOf = ({ stages, reasons, ...rest }: Draft): ProjectWorkflow => ({
  ...rest,
  stages: stages.map(({ name, percent, by }) => ({ name: name.trim(), share: shareOf(percent), by })),
  reasons: linesOf(reasons),
});

/** How a project's answers are reviewed: which share of them, by whom, and what becomes of what is rejected. */
export function Workflow({ project }: { project: GetProjectResponse }) {
  const rules = project.workflow;
  return <Form key={JSON.stringify(rules)} id={project.id} workflow={rules} />;
}

function Form({ id, workflow }: { id: string; workflow: ProjectWorkflow }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(workflow));
  const save = useMutation({
    mutationFn: () => call(api.PATCH("/api/projects/{id}", { params: { path: { id } }, body: { workflow: wireOf(draft) } })),
    onSuccess: (job: JobRow | undefined) => {
      // In a large project its tasks follow behind this page; in a small one there is nothing to come.
      if (job) {
        void client.invalidateQueries({ queryKey: ["jobs"] });
        showJobs();
      }
      return Promise.all(
        [
          ["project", id],
          ["reviews", id],
        ].map((queryKey) => client.invalidateQueries({ queryKey })),
      );
    },
  });
  const set = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const setStage = (at: number, next: Partial<Draft["stages"][number]>) =>
    set({ stages: draft.stages.map((stage, place) => (place === at ? { ...stage, ...next } : stage)) });
  const reasons = linesOf(draft.reasons);
  const reasonsFit = reasons.length >= 1 && reasons.length <= mostReasons;
  const fits = reasonsFit && draft.stages.every(({ name, percent }) => name.trim() !== "" && isShare(percent));
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(workflow));

  return (
    <div id="review">
      <Section title={t("workflow.title")} lead={fits ? sayWorkflow(wireOf(draft)) : sayWorkflow(workflow)}>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <fieldset className={styles.stages}>
            <legend>{t("workflow.stages")}</legend>
            {draft.stages.length === 0 && <p className={styles.none}>{t("workflow.noStages")}</p>}
            {draft.stages.map((stage, at) => (
              <div key={at} className={styles.stage} role="group" aria-label={t("workflow.stage", { n: at + 1 })}>
                <TextField
                  label={t("workflow.stageName")}
                  value={stage.name}
                  maxLength={60}
                  error={stage.name.trim() === "" ? t("workflow.nameFault") : undefined}
                  onChange={(event) => setStage(at, { name: event.target.value })}
                />
                <TextField
                  label={t("workflow.share")}
                  hint={t("workflow.shareUnit")}
                  inputMode="decimal"
                  value={stage.percent}
                  error={isShare(stage.percent) ? undefined : t("workflow.shareFault")}
                  onChange={(event) => setStage(at, { percent: event.target.value })}
                />
                <SelectField label={t("workflow.by")} value={stage.by} onChange={(event) => setStage(at, { by: event.target.value as By })}>
                  <option value="reviewers">{t("workflow.reviewers")}</option>
                  <option value="managers">{t("workflow.managers")}</option>
                </SelectField>
                <IconButton
                  label={t("workflow.remove", { n: at + 1 })}
                  className={styles.remove}
                  onClick={() => set({ stages: draft.stages.filter((_, place) => place !== at) })}
                >
                  <X size={14} />
                </IconButton>
              </div>
            ))}
            {draft.stages.length < mostStages && (
              <Button
                small
                icon={<Plus size={14} />}
                onClick={() =>
                  set({
                    stages: [
                      ...draft.stages,
                      {
                        name: [t("workflow.newName"), draft.stages.length > 0 ? draft.stages.length + 1 : ""].join(" ").trim(),
                        percent: draft.stages.length === 0 ? "20" : "100",
                        by: draft.stages.length === 0 ? "reviewers" : "managers",
                      },
                    ],
                  })
                }
              >
                {t("workflow.add")}
              </Button>
            )}
          </fieldset>
          <div className={styles.pair}>
            <SelectField
              label={t("workflow.adjudicateBy")}
              value={draft.adjudicateBy}
              onChange={(event) => set({ adjudicateBy: event.target.value as By })}
            >
              <option value="reviewers">{t("workflow.reviewers")}</option>
              <option value="managers">{t("workflow.managers")}</option>
            </SelectField>
            <SelectField
              label={t("workflow.sendBackTo")}
              value={draft.sendBackTo}
              onChange={(event) => set({ sendBackTo: event.target.value as ProjectWorkflow["sendBackTo"] })}
            >
              <option value="author">{t("workflow.author")}</option>
              <option value="others">{t("workflow.others")}</option>
            </SelectField>
          </div>
          <AreaField
            label={t("workflow.reasons")}
            hint={t("workflow.reasonsHint")}
            error={reasonsFit ? undefined : t("workflow.reasonsFault")}
            rows={Math.min(10, Math.max(5, reasons.length + 1))}
            value={draft.reasons}
            onChange={(event) => set({ reasons: event.target.value })}
          />
          {save.error && <Failure error={save.error} />}
          <div className={styles.actions}>
            <Button kind="primary" type="submit" disabled={!changed || !fits || save.isPending}>
              {t(save.isSuccess && !changed ? "ui.saved" : "ui.save")}
            </Button>
          </div>
        </form>
      </Section>
    </div>
  );
}
