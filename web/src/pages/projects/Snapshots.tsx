import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Snowflake } from "lucide-react";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { useCommands } from "@/app/commands";
import { showJobs } from "@/app/jobs/showJobs";
import { formatAgo, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { canManage } from "@/app/session";
import { api, call } from "@/api/client";
import { methodsQuery, snapshotsQuery } from "@/api/queries";
import type { ListedSnapshot } from "@/api/types";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { TextField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import { ExportDialog } from "./parts/ExportDialog";
import { ProjectFrame } from "./parts/ProjectFrame";
import styles from "./parts/Snapshots.module.css";

export const route = {
  path: "/projects/:projectId/snapshots",
  frame: "app",
  roles: ["owner", "manager", "reviewer", "viewer"],
  inProjects: true,
} satisfies PageRoute;

export default function Snapshots() {
  return (
    <ProjectFrame>
      {(project) => (
        <>
          {canManage(project.role) && <Freeze project={project.name} />}
          <List />
        </>
      )}
    </ProjectFrame>
  );
}

// As the server writes it into the name.
const namedDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function Freeze({ project }: { project: string }) {
  const { projectId = "" } = useParams();
  const [name, setName] = useState("");
  const client = useQueryClient();
  const freeze = useMutation({
    mutationFn: () =>
      call(api.POST("/api/projects/{id}/snapshots", { params: { path: { id: projectId } }, body: { name: name.trim() || null } })),
    onSuccess: (made) => {
      setName("");
      void client.invalidateQueries({ queryKey: ["jobs"] });
      // What takes longer than a moment goes on behind this page.
      if ("kind" in made) showJobs();
      return client.invalidateQueries({ queryKey: ["project", projectId, "snapshots"] });
    },
  });
  return (
    <form
      className={styles.freeze}
      onSubmit={(event) => {
        event.preventDefault();
        if (!freeze.isPending) freeze.mutate();
      }}
    >
      <p>{t("snapshots.lead")}</p>
      <div className={styles.line}>
        <TextField
          bare
          label={t("snapshots.name")}
          placeholder={t("snapshots.namePlaceholder", { project, day: namedDay.format() })}
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.target.value)}
        />
        <Button kind="primary" type="submit" icon={<Snowflake />} disabled={freeze.isPending}>
          {t("snapshots.freeze")}
        </Button>
      </div>
      {freeze.error && <Failure error={freeze.error} />}
    </form>
  );
}

function List() {
  const { projectId = "" } = useParams();
  const list = useInfiniteQuery(snapshotsQuery(projectId));
  const methods = useQuery(methodsQuery);
  const [chosen, setExported] = useState<ListedSnapshot | null>(null);
  const [search, setSearch] = useSearchParams();
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  // The palette brings people here from any page of the project.
  const exported = chosen ?? (search.has("export") ? (rows[0] ?? null) : null);
  const close = () => {
    setExported(null);
    setSearch({}, { replace: true });
  };
  useCommands(
    rows.slice(0, 10).map((row) => ({
      id: `export.${row.id}`,
      title: t("export.open", { name: row.name }),
      group: t("project.snapshots"),
      keys: [],
      scope: "page",
      run: () => setExported(row),
    })),
  );
  if (list.error) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton />;
  if (rows.length === 0) return <Empty icon={<Snowflake size={20} />} title={t("snapshots.empty")} />;
  const head = [
    { title: t("snapshots.name") },
    { title: t("snapshots.rows"), number: true },
    { title: t("snapshots.answers"), number: true },
    { title: t("snapshots.predictions"), number: true },
    { title: t("snapshots.method") },
    { title: t("snapshots.created") },
    { title: t("export.export") },
  ];
  return (
    <>
      <Table label={t("project.snapshots")} head={head}>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>
              <div className={styles.name}>{row.name}</div>
              <code className={styles.hash} title={row.hash}>
                {row.hash.replace(/^sha256:/, "").slice(0, 12)}
              </code>
            </td>
            <td data-number>{formatNumber(row.rows)}</td>
            <td data-number>{formatNumber(row.answers)}</td>
            <td data-number title={row.predictions === null ? t("snapshots.notApart") : undefined}>
              {row.predictions === null ? "–" : formatNumber(row.predictions)}
            </td>
            <td>{methods.data?.truth.find(({ name }) => name === row.method)?.title ?? row.method}</td>
            <td>
              {formatAgo(row.createdAt)}
              <div className={styles.hash}>{row.by}</div>
            </td>
            <td>
              <Button small icon={<Download />} aria-label={t("export.open", { name: row.name })} onClick={() => setExported(row)}>
                {t("export.export")}
              </Button>
            </td>
          </tr>
        ))}
      </Table>
      {exported && <ExportDialog snapshot={exported} onClose={close} />}
      {list.hasNextPage && <Button onClick={() => void list.fetchNextPage()}>{t("ui.more")}</Button>}
    </>
  );
}
