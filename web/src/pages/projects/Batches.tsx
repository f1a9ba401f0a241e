import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, Layers, ListChecks, Pause, Pencil, Play, Plus } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useCommands } from "@/app/commands";
import { sayDeadline } from "@/app/deadline";
import { firstSort, spellState } from "@/app/lists/filter";
import { formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { canManage } from "@/app/session";
import { api, call } from "@/api/client";
import { batchesQuery } from "@/api/queries";
import type { BatchState, GetProjectResponse, ListedBatch } from "@/api/types";
import { Badge, type Tone } from "@/ui/Badge";
import { Button, ButtonLink } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { ProgressBar } from "@/ui/ProgressBar";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import { BatchDialog } from "./parts/BatchDialog";
import styles from "./parts/Batches.module.css";
import { ProjectFrame } from "./parts/ProjectFrame";

export const route = {
  path: "/projects/:projectId/batches",
  frame: "app",
  roles: ["owner", "manager", "reviewer", "viewer"],
  inProjects: true,
} satisfies PageRoute;

const tones: Readonly<Record<BatchState, Tone>> = { staging: "neutral", open: "good", paused: "warn", closed: "neutral" };
type Target = "open" | "paused" | "closed";
const said = { open: "batches.saidOpen", paused: "batches.saidPaused", closed: "batches.saidClosed" } as const;

/** The batches of a project: what is due when, how far each has come, and the switches that hold them back. */
export default function Batches() {
  return <ProjectFrame>{(project) => <Content project={project} />}</ProjectFrame>;
}

/** The tasks of one batch, in the list of tasks. */
const tasksOf = (projectId: string, name: string) =>
  `/projects/${projectId}/tasks?${spellState({ filter: [{ field: "batch", is: [name] }], sort: firstSort, layout: "table", view: null })}`;

function Content({ project }: { project: GetProjectResponse }) {
  const batches = useQuery(batchesQuery(project.id));
  const [editing, setEditing] = useState<ListedBatch | "new" | null>(null);
  const client = useQueryClient();
  const navigate = useNavigate();
  const manager = canManage(project.role);
  const set = useMutation({
    mutationFn: ({ batch, state }: { batch: ListedBatch; state: Target }) =>
      call(api.PATCH("/api/projects/{id}/batches/{batch}", { params: { path: { id: project.id, batch: batch.id } }, body: { state } })),
    onSettled: () => Promise.all(["project", "work", "task"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  useCommands(
    manager
      ? [
          {
            id: "batches.new",
            title: t("batches.new"),
            group: t("project.batches"),
            keys: ["N"],
            scope: "page",
            run: () => setEditing("new"),
          },
        ]
      : [],
  );

  if (batches.error) return <Failure error={batches.error} onRetry={() => void batches.refetch()} />;
  if (batches.isPending) return <Skeleton />;
  const head = [
    { title: t("batches.name") },
    { title: t("batches.state") },
    { title: t("batches.progress") },
    { title: t("batches.deadline") },
    { title: t("batches.priority"), number: true },
    ...(manager ? [{ title: "" }] : []),
  ];
  return (
    <>
      {batches.data.length === 0 ? (
        <Empty
          icon={<Layers size={20} />}
          title={t("batches.empty")}
          action={
            manager && (
              <ButtonLink kind="primary" to={`/projects/${project.id}/tasks`} icon={<ListChecks />}>
                {t("batches.toTasks")}
              </ButtonLink>
            )
          }
        >
          {t("batches.emptyLead")}
        </Empty>
      ) : (
        <>
          <div className={styles.head}>
            <p role="status" className={styles.said} dir="auto">
              {set.isSuccess && t(said[set.variables.state], { name: set.variables.batch.name })}
            </p>
            {manager && (
              <Button icon={<Plus />} keys="N" onClick={() => setEditing("new")}>
                {t("batches.new")}
              </Button>
            )}
          </div>
          {set.error && <Failure error={set.error} />}
          <Table label={t("project.batches")} head={head}>
            {batches.data.map((batch) => (
              <tr key={batch.id}>
                <td className={styles.name}>
                  <Link to={tasksOf(project.id, batch.name)} dir="auto">
                    {batch.name}
                  </Link>
                  {batch.note && (
                    <div className={styles.note} dir="auto" title={batch.note}>
                      {batch.note}
                    </div>
                  )}
                </td>
                <td>
                  <Badge tone={tones[batch.state]}>{t(`batches.state.${batch.state}`)}</Badge>
                </td>
                <td className={styles.progress}>
                  <Done batch={batch} />
                </td>
                <td className={batch.overdue ? styles.late : undefined}>{batch.deadline !== null && sayDeadline(batch.deadline)}</td>
                <td data-number>{formatNumber(batch.priority)}</td>
                {manager && (
                  <td className={styles.actions}>
                    <Actions
                      batch={batch}
                      busy={set.isPending}
                      onSet={(state) => set.mutate({ batch, state })}
                      onEdit={() => setEditing(batch)}
                    />
                  </td>
                )}
              </tr>
            ))}
          </Table>
        </>
      )}
      {editing && (
        <BatchDialog
          projectId={project.id}
          {...(editing !== "new" && { batch: editing })}
          onClose={() => setEditing(null)}
          {...(editing === "new" && { onMade: () => void navigate(`/projects/${project.id}/batches`) })}
        />
      )}
    </>
  );
}

function Done({ batch: { name, done, tasks } }: { batch: ListedBatch }) {
  const figures = { done: formatNumber(done), tasks: formatNumber(tasks) };
  return (
    <>
      <span>{t("batches.doneOf", figures)}</span>
      <ProgressBar thin label={t("batches.progressOf", { name, ...figures })} share={tasks === 0 ? 0 : done / tasks} />
    </>
  );
}

interface ActionsProps {
  batch: ListedBatch;
  busy: boolean;
  onSet: (state: Target) => void;
  onEdit: () => void;
}

function Actions({ batch: { state, name }, busy, onSet, onEdit }: ActionsProps) {
  const opens = { staging: "batches.do.open", paused: "batches.do.goOn", closed: "batches.do.reopen" } as const;
  return (
    <div role="group" aria-label={t("batches.more", { name })}>
      {state === "open" ? (
        <Button small icon={<Pause />} disabled={busy} onClick={() => onSet("paused")}>
          {t("batches.do.pause")}
        </Button>
      ) : (
        <Button small icon={<Play />} disabled={busy} onClick={() => onSet("open")}>
          {t(opens[state])}
        </Button>
      )}
      {state !== "closed" && (
        <Button small kind="quiet" icon={<Archive />} disabled={busy} onClick={() => onSet("closed")}>
          {t("batches.do.close")}
        </Button>
      )}
      <Button small kind="quiet" icon={<Pencil />} onClick={onEdit}>
        {t("batches.do.edit")}
      </Button>
    </div>
  );
}
