import { ListChecks } from "lucide-react";
import { useCallback, useMemo } from "react";
import { taskSource } from "@/app/lists/calls";
import { ItemFace, ItemPreview, ItemTile } from "@/app/lists/ItemFace";
import { Listing } from "@/app/lists/Listing";
import type { ListedTask } from "@/api/types";
import { formatAgo, formatFigure, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { canManage, useSession } from "@/app/session";
import type { GetProjectResponse } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { ButtonLink } from "@/ui/Button";
import type { Column } from "@/ui/DataTable";
import { Empty } from "@/ui/Empty";
import { FactList } from "@/ui/FactList";
import { ProjectFrame } from "./parts/ProjectFrame";
import { stateTones } from "@/app/lists/states";
import { TaskActions } from "./parts/TaskActions";
import styles from "./parts/Tasks.module.css";
import { questionOf, showAnswer } from "./parts/values";

export const route = {
  path: "/projects/:projectId/tasks",
  frame: "app",
  roles: ["owner", "manager", "reviewer", "viewer"],
  inProjects: true,
} satisfies PageRoute;

/** The tasks of a project: found, ordered, looked through and put in order. */
export default function Tasks() {
  return <ProjectFrame fill>{(project) => <List project={project} />}</ProjectFrame>;
}

const keyOf = ({ id }: ListedTask) => id;
const nameOf = ({ ordinal }: ListedTask) => t("task.title", { n: ordinal });
const shown = ({ itemId, modality, externalId, text }: ListedTask) => ({ id: itemId, modality, externalId, text });
const state = (task: ListedTask) => <Badge tone={stateTones[task.state]}>{t(`state.${task.state}`)}</Badge>;

function valuesOf(project: GetProjectResponse, task: ListedTask) {
  return Object.entries(task.value ?? {})
    .map(([name, answer]) => {
      const question = questionOf(project.ontology, name);
      return { name: question?.title ?? name, value: showAnswer(question, answer) };
    })
    .filter(({ value }) => value !== "");
}

function columnsFor(project: GetProjectResponse): readonly Column<ListedTask>[] {
  return [
    { id: "ordinal", title: t("tasks.ordinal"), width: 56, number: true, sort: "ordinal", render: ({ ordinal }) => formatNumber(ordinal) },
    { id: "item", title: t("tasks.item"), width: 220, grows: true, render: (task) => <ItemFace {...shown(task)} /> },
    { id: "state", title: t("tasks.state"), width: 92, sort: "state", render: state },
    { id: "answers", title: t("tasks.answers"), width: 60, number: true, render: ({ answers, wants }) => `${answers} / ${wants}` },
    {
      id: "confidence",
      title: t("tasks.confidence"),
      width: 96,
      number: true,
      sort: "confidence",
      render: ({ confidence }) => (confidence === null ? "" : formatFigure(confidence)),
    },
    {
      id: "value",
      title: t("tasks.value"),
      width: 120,
      render: (task) => (
        <span dir="auto">
          {valuesOf(project, task)
            .map(({ value }) => value)
            .join(" · ")}
        </span>
      ),
    },
    { id: "batch", title: t("tasks.batch"), width: 90, render: ({ batch }) => <span dir="auto">{batch}</span> },
    {
      id: "assigned",
      title: t("tasks.assigned"),
      width: 110,
      extra: true,
      render: ({ assigned }) => <span dir="auto">{assigned.join(", ")}</span>,
    },
    {
      id: "priority",
      title: t("tasks.priority"),
      width: 72,
      number: true,
      sort: "priority",
      extra: true,
      render: ({ priority }) => formatNumber(priority),
    },
    {
      id: "changed",
      title: t("tasks.changed"),
      width: 88,
      number: true,
      sort: "changed",
      render: ({ changedAt }) => <span className={styles.id}>{changedAt > 0 ? formatAgo(changedAt) : ""}</span>,
    },
    {
      id: "id",
      title: t("tasks.id"),
      width: 120,
      extra: true,
      render: ({ externalId }) => <code className={styles.id}>{externalId}</code>,
    },
  ];
}

const tile = (task: ListedTask) => <ItemTile {...shown(task)} />;
const caption = (task: ListedTask) => (
  <span className={styles.caption}>
    {state(task)}
    <span className={styles.id}>{formatNumber(task.ordinal)}</span>
  </span>
);

function List({ project }: { project: GetProjectResponse }) {
  const manager = canManage(useSession().member.role);
  const columns = useMemo(() => columnsFor(project), [project]);
  const source = useMemo(() => taskSource(project.id), [project.id]);
  const pathOf = useCallback((task: ListedTask) => `/projects/${project.id}/tasks/${task.id}`, [project.id]);
  const preview = (task: ListedTask) => (
    <>
      <div className={styles.previewHead}>
        {state(task)}
        <span className={styles.id}>{t("task.answersOf", { n: task.answers, wants: task.wants })}</span>
      </div>
      <ItemPreview {...shown(task)} />
      <div className={styles.facts}>
        <FactList
          facts={[
            ...valuesOf(project, task).map((fact) => ({ ...fact, data: true })),
            { name: t("tasks.confidence"), value: task.confidence === null ? null : formatFigure(task.confidence) },
            { name: t("tasks.batch"), value: task.batch, data: true },
            { name: t("tasks.assigned"), value: task.assigned.join(", ") || null, data: true },
            { name: t("tasks.priority"), value: task.priority === 0 ? null : formatNumber(task.priority) },
            { name: t("tasks.id"), value: <code>{task.externalId}</code> },
          ]}
        />
      </div>
    </>
  );
  return (
    <Listing
      on={`project:${project.id}`}
      source={source}
      what={t("tasks.what")}
      columns={columns}
      keyOf={keyOf}
      nameOf={nameOf}
      pathOf={pathOf}
      tile={tile}
      caption={caption}
      preview={preview}
      actions={manager ? (acting) => <TaskActions projectId={project.id} acting={acting} /> : null}
      empty={
        <Empty
          icon={<ListChecks size={20} />}
          title={t("tasks.empty")}
          action={manager && <ButtonLink to={`/data/${project.dataset.id}`}>{project.dataset.name}</ButtonLink>}
        >
          {t("tasks.emptyLead")}
        </Empty>
      }
    />
  );
}
