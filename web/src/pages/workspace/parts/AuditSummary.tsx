import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, ShieldCheck, Stamp } from "lucide-react";
import { useState } from "react";
import { formatAgo, formatNumber, t } from "@/app/messages";
import { auditQuery, exportOf, verifyLog, type AuditWish, type Verified } from "@/api/audit";
import { Button, ButtonAnchor } from "@/ui/Button";
import { Menu } from "@/ui/Menu";
import { Failure, Notice } from "@/ui/Notice";
import { cx } from "@/ui/cx";
import buttons from "@/ui/Button.module.css";
import styles from "./Audit.module.css";

const shownFaults = 20;

/** What can be taken away: the signed checkpoint, and the lines as they are narrowed now. */
export function AuditActions({ wish }: { wish: AuditWish }) {
  const save = (format: "csv" | "jsonl") => globalThis.location.assign(exportOf(wish, format));
  return (
    <>
      <Menu
        label={t("audit.download")}
        items={[
          { id: "csv", title: t("audit.csv"), run: () => save("csv") },
          { id: "jsonl", title: t("audit.jsonl"), run: () => save("jsonl") },
        ]}
        className={cx(buttons.button, buttons.plain)}
        trigger={
          <>
            <Download />
            <span className={buttons.label}>{t("audit.download")}</span>
          </>
        }
      />
      <ButtonAnchor icon={<Stamp />} href="/api/audit/checkpoint" download="checkpoint.txt" title={t("audit.checkpointHint")}>
        {t("audit.checkpoint")}
      </ButtonAnchor>
    </>
  );
}

/** How long the log is, its root, and how far it was verified. */
export function AuditSummary() {
  const client = useQueryClient();
  const state = useQuery(auditQuery);
  const [progress, setProgress] = useState<{ done: number; size: number } | null>(null);
  const verify = useMutation({
    mutationFn: () => verifyLog((done, size) => setProgress({ done, size })),
    onMutate: () => setProgress(null),
    onSettled: () => client.invalidateQueries({ queryKey: ["audit"] }),
  });
  if (state.error) return <Failure error={state.error} onRetry={() => void state.refetch()} />;
  const check = state.data?.lastCheck;
  return (
    <>
      <div className={styles.summary}>
        <strong>{state.data ? t("audit.lines", { n: state.data.size }) : " "}</strong>
        {state.data && (
          <span className={styles.root} title={state.data.root}>
            {t("audit.root")} <code>{state.data.root.slice(0, 16)}…</code>
          </span>
        )}
        <span className={cx(styles.check, check && (check.faults > 0 ? styles.bad : styles.good))}>
          {verify.isPending && progress
            ? t("audit.verifying", { done: progress.done, size: progress.size })
            : check
              ? check.faults > 0
                ? t("audit.faulty", { n: check.faults, when: formatAgo(check.at) })
                : t("audit.verified", { n: formatNumber(check.size), when: formatAgo(check.at), name: check.byName })
              : state.data && t("audit.neverVerified")}
        </span>
        <Button small icon={<ShieldCheck />} disabled={verify.isPending} onClick={() => verify.mutate()}>
          {t("audit.verify")}
        </Button>
      </div>
      {verify.error && <Failure error={verify.error} />}
      {verify.data === null && (
        <Notice kind="warn" title={t("audit.broken")}>
          {t("audit.brokenLead")}
        </Notice>
      )}
      {verify.data && <Result result={verify.data} />}
    </>
  );
}

function Result({ result: { size, found, faults } }: { result: Verified }) {
  if (found === 0)
    return (
      <Notice kind="good" title={t("audit.allWell")}>
        {t("audit.allWellLead", { n: size })}
      </Notice>
    );
  return (
    <Notice kind="bad" title={t("audit.damage", { n: found })}>
      {t("audit.damageLead")}
      <ul className={styles.faults}>
        {faults.slice(0, shownFaults).map(({ kind, position, what }, at) => (
          <li key={`${kind}${at}`}>{position === null ? what : t("audit.position", { n: position, what })}</li>
        ))}
      </ul>
    </Notice>
  );
}
