import { useQuery } from "@tanstack/react-query";
import { Gavel } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { Link, useParams } from "react-router";
import { Around } from "@/app/lists/Around";
import { taskSource } from "@/app/lists/calls";
import { useNeighbours } from "@/app/lists/useNeighbours";
import { formatFigure, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { canJudge } from "@/app/session";
import { projectQuery, proposalQuery, taskQuery } from "@/api/queries";
import type { GetTaskResponse, ListedTask, Ontology, ResolvedQuestion, TaskState } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { ButtonLink } from "@/ui/Button";
import { Place } from "./parts/Place";
import { Shares } from "@/ui/charts";
import { classColor } from "@/ui/classColor";
import { cx } from "@/ui/cx";
import { Failure } from "@/ui/Notice";
import { Page, Section } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { stateTones } from "@/app/lists/states";
import { Answers, marks } from "./parts/Answers";
import { ItemView } from "./parts/ItemView";
import styles from "./parts/Task.module.css";
import { TaskSkips } from "./parts/TaskSkips";
import { Together, withLeftOut } from "./parts/Together";
import { TaskHistory } from "./parts/TaskHistory";
import { TaskThreads } from "./parts/TaskThreads";
import { placeOf, questionOf, showAnswer } from "./parts/values";

export const route = {
  path: "/projects/:projectId/tasks/:taskId",
  frame: "app",
  roles: ["owner", "manager", "reviewer", "viewer"],
  inProjects: true,
} satisfies PageRoute;

const none: readonly string[] = [];
const waitsForReview = (state: TaskState) => state === "disputed" || state === "in_review";

/** One task: its text or picture, what the system holds to be true, and who said what. */
export default function Task() {
  const { projectId = "", taskId = "" } = useParams();
  const task = useQuery(taskQuery(taskId));
  const project = useQuery(projectQuery(projectId));
  const [chosen, setChosen] = useState("");
  const answers = task.data?.answers ?? [];
  const [pick, setPick] = useState({ task: "", id: "" });
  const picked = pick.task === taskId ? pick.id : "";
  const counted = answers.filter((each) => each.counted);
  const compared =
    project.data?.ontology.classes.length === 0 || !counted.some(marks) ? [] : counted.map(({ annotationId }) => annotationId);
  const proposal = useQuery(proposalQuery(taskId, compared));
  const chosenAnswer = answers.find(({ annotationId }) => annotationId === chosen);
  const together = chosenAnswer ? null : (proposal.data ?? null);
  const shown = chosenAnswer ?? (compared.length > 1 ? null : (answers.find(marks) ?? null));
  const both = useMemo(() => together && withLeftOut(together), [together]);
  const error = task.error ?? project.error;
  const source = useMemo(() => taskSource(projectId), [projectId]);
  const pathOf = useCallback((row: { id: string }) => `/projects/${projectId}/tasks/${row.id}`, [projectId]);
  const around = useNeighbours<ListedTask>(source, task.data, `/projects/${projectId}/tasks`, pathOf);
  return (
    <Page
      title={task.data ? t("task.title", { n: task.data.ordinal }) : t("project.tasks")}
      lead={
        task.data &&
        project.data && (
          <Link to={`/data/${project.data.dataset.id}/items/${task.data.item.id}`} title={t("task.item")}>
            <code>{task.data.item.externalId}</code>
          </Link>
        )
      }
      fill
      back={{ to: around.back, title: t("task.back"), state: { back: true } }}
      actions={
        <>
          {task.data && project.data && canJudge(project.data.role) && waitsForReview(task.data.state) && (
            <ButtonLink to={`/projects/${projectId}/review?task=${taskId}`} icon={<Gavel />}>
              {t("project.review")}
            </ButtonLink>
          )}
          {task.data && <Badge tone={stateTones[task.data.state]}>{t(`state.${task.data.state}`)}</Badge>}
          <Around around={around} group={t("task.group")} previous={t("task.previous")} next={t("task.next")} />
        </>
      }
    >
      {error && <Failure error={error} onRetry={() => void Promise.all([task.refetch(), project.refetch()])} />}
      {(task.isPending || project.isPending) && !error && (
        <div className={styles.results}>
          <Skeleton />
        </div>
      )}
      {task.data && project.data && (
        <div className={styles.split}>
          <ItemView
            task={task.data}
            ontology={project.data.ontology}
            document={both?.document ?? shown?.document ?? null}
            apart={both?.apart ?? none}
            picked={both ? picked : ""}
          />
          <div className={styles.results} tabIndex={0} role="region" aria-label={t("task.answers")}>
            {(!proposal.data || Object.keys(task.data.resolution?.questions ?? {}).length > 0) && (
              <Section
                title={t("task.resolution")}
                lead={task.data.resolution ? t("task.confidence", { value: formatFigure(task.data.resolution.confidence) }) : undefined}
              >
                <Resolutions task={task.data} ontology={project.data.ontology} />
              </Section>
            )}
            {proposal.data && (
              <Together
                proposal={proposal.data}
                ontology={project.data.ontology}
                shown={together !== null}
                picked={picked}
                onPick={(id) => {
                  setChosen("");
                  setPick({ task: taskId, id });
                }}
              />
            )}
            <Place task={task.data} />
            <Section
              title={t("task.answers")}
              lead={t("task.answersOf", { n: task.data.answers.filter(({ counted }) => counted).length, wants: task.data.wants })}
            >
              <Answers task={task.data} ontology={project.data.ontology} shown={shown} onShow={setChosen} />
            </Section>
            <TaskSkips skips={task.data.skips} />
            {canJudge(project.data.role) && <TaskThreads key={task.data.id} taskId={task.data.id} />}
            {canJudge(project.data.role) && (
              <TaskHistory key={`history ${task.data.id}`} task={task.data} ontology={project.data.ontology} />
            )}
          </div>
        </div>
      )}
    </Page>
  );
}

function Resolutions({ task, ontology }: { task: GetTaskResponse; ontology: Ontology }) {
  if (!task.resolution) return <p className={styles.none}>{t("task.none")}</p>;
  return (
    <ul className={styles.resolved}>
      {Object.entries(task.resolution.questions).map(([name, resolved]) => (
        <li key={name}>
          <Resolved name={name} resolved={resolved} ontology={ontology} />
        </li>
      ))}
    </ul>
  );
}

function Resolved({ name, resolved, ontology }: { name: string; resolved: ResolvedQuestion; ontology: Ontology }) {
  const question = questionOf(ontology, name);
  const rows = Object.entries(resolved.distribution ?? {})
    .sort(([, a], [, b]) => b - a)
    .map(([label, share]) => ({
      name: label,
      title: showAnswer(question, label),
      share,
      color: classColor(placeOf(question, label)),
      note: formatFigure(share),
    }));
  const tied = resolved.tied && resolved.tied.length > 0;
  return (
    <>
      <header className={styles.asked}>
        <h3 dir="auto">{question?.title ?? name}</h3>
        <span>{t("task.votes", { n: resolved.votes })}</span>
      </header>
      <p className={cx(styles.value, tied && styles.tied)} dir="auto">
        {tied
          ? t("task.tied", { labels: (resolved.tied ?? []).map((one) => showAnswer(question, one)).join(", ") })
          : showAnswer(question, resolved.value) || t("task.open")}
      </p>
      {rows.length > 0 && <Shares rows={rows} />}
    </>
  );
}
