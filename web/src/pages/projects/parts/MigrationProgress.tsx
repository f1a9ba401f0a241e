import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { formatNumber, t } from "@/app/messages";
import { api, call } from "@/api/client";
import { migrationsQuery } from "@/api/queries";
import { Button } from "@/ui/Button";
import { Failure } from "@/ui/Notice";
import { ProgressBar } from "@/ui/ProgressBar";
import styles from "./MigrationStep.module.css";

/** How far the last migration of a project's answers has come. */
export function MigrationProgress({ projectId }: { projectId: string }) {
  const client = useQueryClient();
  const last = useQuery(migrationsQuery(projectId)).data?.[0];
  const stop = useMutation({
    mutationFn: (migration: string) =>
      call(api.DELETE("/api/projects/{id}/migrations/{migration}", { params: { path: { id: projectId, migration } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["project", projectId] }),
  });
  if (!last) return null;
  const running = last.state === "running";
  const said = running
    ? t("migration.running", { version: last.version, looked: formatNumber(last.looked), n: last.total })
    : last.state === "done"
      ? t("migration.done", { version: last.version, n: last.changed })
      : t("migration.cancelled", { n: last.changed });
  return (
    <div className={styles.progress}>
      <div className={styles.line}>
        <p role="status">
          {said} {last.kept > 0 && t("migration.kept", { n: last.kept })}
        </p>
        {running && (
          <Button small disabled={stop.isPending} onClick={() => stop.mutate(last.id)}>
            {t("migration.stop")}
          </Button>
        )}
      </div>
      {running && <ProgressBar thin label={said} share={last.total === 0 ? null : last.looked / last.total} />}
      {stop.error && <Failure error={stop.error} />}
    </div>
  );
}
