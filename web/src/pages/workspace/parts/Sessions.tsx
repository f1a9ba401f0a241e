import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { formatAgo, t } from "@/app/messages";
import { api, call } from "@/api/client";
import { sessionsQuery } from "@/api/queries";
import type { ListedSession } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Failure } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import { browserOf } from "./browser";
import styles from "./Account.module.css";

/** Where I am signed in, and the way to end what I don't know or don't use. */
export function Sessions() {
  const sessions = useQuery({ ...sessionsQuery, staleTime: 0 });
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: (session: ListedSession | null) =>
      session ? call(api.DELETE("/api/sessions/{id}", { params: { path: { id: session.id } } })) : call(api.DELETE("/api/sessions")),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const rows = sessions.data?.items ?? [];
  return (
    <Section
      title={t("sessions.title")}
      lead={t("sessions.lead")}
      actions={
        rows.length > 1 && (
          <Button small disabled={end.isPending} onClick={() => end.mutate(null)}>
            {t("sessions.endOthers")}
          </Button>
        )
      }
    >
      {sessions.isPending && <Skeleton rows={2} />}
      {[sessions.error, end.error].map((error, at) => error && <Failure key={at} error={error} />)}
      {rows.length > 0 && (
        <Table
          label={t("sessions.title")}
          head={[
            { title: t("sessions.browser") },
            { title: t("sessions.address") },
            { title: t("sessions.begun") },
            { title: t("members.seen") },
            { title: "" },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <span className={styles.browser} title={row.agent}>
                  {nameOf(row.agent)}
                  {row.current && <Badge tone="accent">{t("sessions.current")}</Badge>}
                </span>
              </td>
              <td>{row.address || "–"}</td>
              <td>{formatAgo(row.createdAt)}</td>
              <td>{formatAgo(row.seenAt)}</td>
              <td data-number>
                {!row.current && (
                  <Button
                    small
                    disabled={end.isPending}
                    aria-label={t("sessions.endThis", { browser: nameOf(row.agent), address: row.address })}
                    onClick={() => end.mutate(row)}
                  >
                    {t("sessions.end")}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

function nameOf(agent: string): string {
  const { browser, system } = browserOf(agent);
  if (browser && system) return t("sessions.on", { browser, system });
  return browser ?? system ?? t("sessions.unknown");
}
