import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { formatFigure, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { tasksQuery } from "@/api/queries";
import type { GetProjectResponse, ListedTask } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Search } from "@/ui/Search";
import { Skeleton } from "@/ui/Skeleton";
import { Pick } from "@/ui/Tabs";
import { VirtualTable, type Column } from "@/ui/VirtualTable";
import { ProjectFrame } from "./parts/ProjectFrame";
import { stateTones, taskStates } from "./parts/states";
import styles from "./parts/Tasks.module.css";
import { questionOf, showAnswer } from "./parts/values";

export const route = {
  path: "/projects/:projectId/tasks",
  frame: "app",
  roles: ["owner", "manager", "reviewer", "viewer"],
  inProjects: true,
} satisfies PageRoute;

export default function Tasks() {
  return <ProjectFrame fill>{(project) => <List project={project} />}</ProjectFrame>;
}

function columnsFor(project: GetProjectResponse): readonly Column<ListedTask>[] {
  const value = (task: ListedTask) =>
    Object.entries(task.value ?? {})
      .map(([name, answer]) => showAnswer(questionOf(project.ontology, name), answer))
      .filter(Boolean)
      .join(" · ");
  return [
    { id: "ordinal", title: t("tasks.ordinal"), width: "56px", number: true, render: ({ ordinal }) => formatNumber(ordinal) },
    { id: "text", title: t("tasks.text"), width: "minmax(0, 1fr)", render: ({ text }) => <span dir="auto">{text}</span> },
    {
      id: "state",
      title: t("tasks.state"),
      width: "100px",
      render: ({ state }) => <Badge tone={stateTones[state]}>{t(`state.${state}`)}</Badge>,
    },
    { id: "answers", title: t("tasks.answers"), width: "60px", number: true, render: ({ answers, wants }) => `${answers} / ${wants}` },
    {
      id: "confidence",
      title: t("tasks.confidence"),
      width: "76px",
      number: true,
      render: ({ confidence }) => (confidence === null ? "" : formatFigure(confidence)),
    },
    { id: "value", title: t("tasks.value"), width: "minmax(0, 200px)", render: value },
    { id: "id", title: t("tasks.id"), width: "100px", render: ({ externalId }) => <code className={styles.id}>{externalId}</code> },
  ];
}

function List({ project }: { project: GetProjectResponse }) {
  const [search, setSearch] = useSearchParams();
  const [state, q] = [search.get("state") ?? "", search.get("q") ?? ""];
  const tasks = useInfiniteQuery(tasksQuery(project.id, state, q));
  const rows = tasks.data?.pages.flatMap(({ items }) => items) ?? [];
  const columns = useMemo(() => columnsFor(project), [project]);
  const filter = (name: string, value: string) =>
    setSearch(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  const filtered = state !== "" || q !== "";

  return (
    <>
      <div className={styles.bar}>
        <Pick
          label={t("tasks.filter")}
          value={state}
          onPick={(next) => filter("state", next)}
          options={[
            { value: "", title: t("tasks.all") },
            ...taskStates
              .filter((one) => project.progress[one] > 0 || one === state)
              .map((one) => ({ value: one, title: t(`state.${one}`) })),
          ]}
        />
        <Search label={t("tasks.search")} value={q} onSearch={(text) => filter("q", text)} />
        <span className={styles.count}>{tasks.data && t("ui.about", { n: tasks.data.pages[0]?.about ?? 0 })}</span>
      </div>
      {tasks.error && <Failure error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.isPending && (
        <div className={styles.pad}>
          <Skeleton rows={14} />
        </div>
      )}
      {tasks.data && rows.length === 0 && (
        <Empty
          icon={<SearchX size={20} />}
          title={t(filtered ? "tasks.none" : "tasks.empty")}
          action={filtered && <Button onClick={() => setSearch({})}>{t("tasks.clear")}</Button>}
        >
          {t(filtered ? "tasks.noneLead" : "tasks.emptyLead")}
        </Empty>
      )}
      {rows.length > 0 && (
        <VirtualTable
          label={t("project.tasks")}
          columns={columns}
          rows={rows}
          keyOf={({ id }) => id}
          to={({ id }) => `/projects/${project.id}/tasks/${id}`}
          hasMore={tasks.hasNextPage && !tasks.isFetchingNextPage}
          onMore={() => void tasks.fetchNextPage()}
        />
      )}
    </>
  );
}
