import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, Download, FileUp, X } from "lucide-react";
import { useState } from "react";
import { useParams } from "react-router";
import { importName, importTones, resultOf, shareOf } from "@/app/jobs/importStates";
import { formatBytes, formatDuration, formatMoment, formatNumber, formatPercent, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { cancelImport, errorsLink, importQuery, isOpen } from "@/api/imports";
import type { ImportRow } from "@/api/incoming";
import { formatsQuery } from "@/api/queries";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Failure, Notice } from "@/ui/Notice";
import { Page, Section } from "@/ui/Page";
import { ProgressBar } from "@/ui/ProgressBar";
import { Skeleton } from "@/ui/Skeleton";
import { ImportDialog } from "./parts/ImportDialog";
import styles from "./parts/Imports.module.css";
import { Faults } from "./parts/LookReport";

export const route = { path: "/data/:datasetId/imports/:importId", frame: "app", roles: ["owner", "manager"] } satisfies PageRoute;

/** One import: where it is from, what came in, and what was left out with what to do about it. */
export default function ImportReport() {
  const { datasetId = "", importId = "" } = useParams();
  const found = useQuery(importQuery(importId));
  const [again, setAgain] = useState(false);
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelImport(importId),
    onSettled: () => client.invalidateQueries({ queryKey: ["imports"] }),
  });
  const row = found.data;

  return (
    <Page
      title={row ? importName(row) : t("imports.title")}
      back={{ to: `/data/${datasetId}/imports`, title: t("imports.title") }}
      lead={row && <Badge tone={importTones[row.state]}>{t(`imports.${row.state}`)}</Badge>}
      actions={
        row &&
        (isOpen(row) ? (
          <Button icon={<X />} disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            {t("jobs.cancel")}
          </Button>
        ) : (
          row.failed > 0 && (
            <>
              <a className={styles.download} href={errorsLink(row.id)} download>
                <Download size={16} aria-hidden="true" />
                {t("imports.download")}
              </a>
              <Button kind="primary" icon={<FileUp />} onClick={() => setAgain(true)}>
                {t("import.again")}
              </Button>
            </>
          )
        ))
      }
    >
      {found.isPending && <Skeleton />}
      {found.error && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {cancel.error && <Failure error={cancel.error} />}
      {row && (
        <>
          {row.problem && (
            <div className={styles.problem}>
              <Notice kind={isOpen(row) ? "warn" : "bad"} title={row.problem.title}>
                {row.problem.detail}
              </Notice>
            </div>
          )}
          {isOpen(row) && <Running row={row} />}
          <Outcome row={row} />
          {!isOpen(row) && <Left row={row} />}
        </>
      )}
      {again && row && <ImportDialog dataset={{ id: row.datasetId, name: row.datasetName }} onClose={() => setAgain(false)} />}
    </Page>
  );
}

function Running({ row }: { row: ImportRow }) {
  const share = shareOf(row);
  return (
    <div className={styles.running}>
      <ProgressBar label={importName(row)} share={share} />
      <p>{[share !== null && formatPercent(share), t("imports.rowsSoFar", { n: row.rowsRead })].filter(Boolean).join(" · ")}</p>
    </div>
  );
}

function Outcome({ row }: { row: ImportRow }) {
  const formats = useQuery(formatsQuery);
  const format = formats.data?.items.find(({ name }) => name === row.format);
  const facts = [
    [t("data.result"), resultOf(row)],
    [t("imports.format"), row.format === "image" ? t("imports.image") : (format?.title ?? row.format)],
    [t("imports.files"), `${formatNumber(row.files)} · ${formatBytes(row.bytesTotal)}`],
    [t("imports.started"), formatMoment(row.startedAt)],
    [t("imports.took"), tookOf(row)],
    [t("data.by"), row.by],
  ] as const;
  const origin = [
    [t("data.source"), row.source],
    [t("data.licence"), row.licence],
    [t("import.consent"), row.consent],
    [t("import.collected"), row.collected],
  ] as const;
  return (
    <div className={styles.outcome}>
      <Section title={t("imports.summary")}>
        <Facts facts={facts.filter(([, value]) => value !== "")} />
      </Section>
      <Section title={t("import.origin")}>
        <Facts facts={origin} />
      </Section>
    </div>
  );
}

function tookOf({ startedAt, endedAt }: ImportRow): string {
  if (endedAt === null) return "";
  return endedAt - startedAt < 1_000 ? t("imports.instant") : formatDuration(endedAt - startedAt);
}

function Facts({ facts }: { facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd data-none={value === "" || undefined}>{value || t("imports.notSaid")}</dd>
        </div>
      ))}
    </dl>
  );
}

function Left({ row }: { row: ImportRow }) {
  if (row.failed === 0) {
    return row.state === "cancelled" ? (
      <Notice kind="info" title={t("imports.cancelled")}>
        {t("imports.cancelledLead")}
      </Notice>
    ) : (
      row.state === "done" && (
        <p className={styles.allIn}>
          <CircleCheck size={16} aria-hidden="true" />
          <strong>{t("imports.allIn")}</strong> {t("imports.allInLead")}
        </p>
      )
    );
  }
  return (
    <Section title={t("imports.leftTitle")} lead={t("imports.leftLead")}>
      <Faults faults={row.errors} />
      {row.moreErrors > 0 && (
        <p className={styles.note}>
          {t("imports.leftFirst", { shown: row.errors.length, all: row.errors.length + row.moreErrors })}{" "}
          <a href={errorsLink(row.id)} download>
            {t("imports.download")}
          </a>
        </p>
      )}
    </Section>
  );
}
