import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatNumber, t } from "@/app/messages";
import { api, call } from "@/api/client";
import { previewQuery } from "@/api/queries";
import type { GetProjectResponse, Ontology, Rename } from "@/api/types";
import { Button } from "@/ui/Button";
import { CheckField, SelectField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { goneFrom, keyOf, standing, type Gone } from "./migration";
import { MigrationExamples } from "./MigrationExamples";
import styles from "./MigrationStep.module.css";

interface MigrationStepProps {
  project: GetProjectResponse;
  /** The questions as they are edited. */
  ontology: Ontology;
  /** Something was changed, and nothing is wrong with it. */
  ready: boolean;
  onSaved: () => void;
}

/** Between editing the questions and saving them: what happens to the answers given so far, and what removed names are called now. */
export function MigrationStep({ project, ontology, ready, onSaved }: MigrationStepProps) {
  const { id, ontologyVersion: basedOn } = project;
  const [chosen, setChosen] = useState<readonly Rename[]>([]);
  const [incomplete, setIncomplete] = useState(false);
  const renames = standing(project.ontology, ontology, chosen);
  const preview = useQuery({
    ...previewQuery(id, basedOn, ontology, renames),
    enabled: ready,
    placeholderData: keepPreviousData,
  });
  // What the page knew a while ago may have been before the first answer.
  const answered = (preview.data?.total ?? project.progress.answers) > 0;
  const params = { params: { path: { id } } };
  const save = useMutation({
    mutationFn: ({ migrate }: { migrate: boolean }) =>
      migrate
        ? call(api.POST("/api/projects/{id}/migrations", { ...params, body: { ontology, renames, basedOn, incomplete } }))
        : call(api.PUT("/api/projects/{id}/ontology", { ...params, body: { ontology, renames, basedOn } })),
    onSuccess: onSaved,
  });
  const figures = ready ? preview.data : undefined;
  const moves = figures !== undefined && figures.changed + figures.losing > 0;
  return (
    <>
      {ready && answered && (
        <section className={styles.step} aria-label={t("migration.title", { n: project.progress.answers })}>
          <h3>{t("migration.title", { n: figures?.total ?? project.progress.answers })}</h3>
          <p className={styles.lead}>{t("migration.lead")}</p>
          {preview.error && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
          {preview.isPending && <Skeleton rows={2} />}
          {figures && (
            <>
              <ul className={styles.figures} aria-live="polite">
                {figures.same > 0 && <li>{t("migration.same", { n: figures.same })}</li>}
                {figures.changed > 0 && <li>{t("migration.changed", { n: figures.changed })}</li>}
                {figures.losing > 0 && <li data-tone="bad">{t("migration.losing", { n: figures.losing })}</li>}
                {figures.lacking > 0 && <li data-tone="warn">{t("migration.lacking", { n: figures.lacking })}</li>}
              </ul>
              {figures.looked < figures.total && (
                <p className={styles.lead}>
                  {t("migration.looked", { looked: formatNumber(figures.looked), total: formatNumber(figures.total) })}
                </p>
              )}
            </>
          )}
          <Mapping
            gone={goneFrom(project.ontology, ontology, renames)}
            renames={renames}
            onChoose={(rename) => setChosen([...chosen.filter((one) => keyOf(one) !== keyOf(rename)), rename])}
          />
          {figures && figures.examples.length > 0 && (
            <MigrationExamples projectId={id} before={project.ontology} after={ontology} examples={figures.examples} />
          )}
          {figures && figures.lacking > 0 && (
            <CheckField label={t("migration.incomplete")} checked={incomplete} onChange={(event) => setIncomplete(event.target.checked)} />
          )}
        </section>
      )}
      {save.error && <Failure error={save.error} />}
      <div className={styles.actions}>
        {moves && (
          <Button kind="primary" title={t("migration.goLead")} disabled={save.isPending} onClick={() => save.mutate({ migrate: true })}>
            {t("migration.go")}
          </Button>
        )}
        <Button
          kind={moves ? "plain" : "primary"}
          title={t("migration.saveLead")}
          disabled={!ready || save.isPending}
          onClick={() => save.mutate({ migrate: false })}
        >
          {t("settings.saveVersion", { n: basedOn + 1 })}
        </Button>
      </div>
      {moves && (
        <p
          className={styles.lead}
        >{`${t("migration.go")}: ${t("migration.goLead")} ${t("settings.saveVersion", { n: basedOn + 1 })}: ${t("migration.saveLead")}`}</p>
      )}
    </>
  );
}

interface MappingProps {
  gone: readonly Gone[];
  renames: readonly Rename[];
  onChoose: (rename: Rename) => void;
}

function Mapping({ gone, renames, onChoose }: MappingProps) {
  if (gone.length === 0) return null;
  return (
    <div className={styles.mapping}>
      <h4>{t("migration.gone")}</h4>
      <p className={styles.lead}>{t("migration.goneLead")}</p>
      {gone.map(({ key, rename, title, within, choices }) => (
        <SelectField
          key={key}
          label={t(`migration.kind.${rename.kind as "question" | "option" | "class" | "attribute" | "relation"}`, { title, within })}
          value={renames.find((one) => keyOf(one) === key)?.to ?? ""}
          onChange={(event) => onChoose({ ...rename, to: event.target.value === "" ? null : event.target.value })}
        >
          <option value="">{t("migration.left")}</option>
          {choices.map((choice) => (
            <option key={choice.name} value={choice.name}>
              {choice.title}
            </option>
          ))}
        </SelectField>
      ))}
    </div>
  );
}
