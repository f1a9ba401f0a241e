import { Link } from "react-router";
import { formatNumber, t } from "@/app/messages";
import type { GetProjectResponse, ProjectProgress, TaskState } from "@/api/types";
import { Parts } from "@/ui/charts";
import { Section } from "@/ui/Page";
import styles from "./Progress.module.css";
import { stateColors, taskStates } from "@/app/lists/states";

/** The wire counts states in its own spelling. */
const countOf = (progress: ProjectProgress, id: TaskState): number => (id === "in_review" ? progress.inReview : progress[id]);

/** How far a project has come: its tasks by state, each leading to those tasks. */
export function Progress({ project }: { project: GetProjectResponse }) {
  const { progress } = project;
  const states = taskStates.map((id) => ({ id, n: countOf(progress, id), color: stateColors[id] })).filter(({ n }) => n > 0);
  const label = states.map(({ id, n }) => `${t(`state.${id}`)} ${formatNumber(n)}`).join(", ");
  return (
    <Section title={t("project.progress")} lead={t("project.progressLead", { done: progress.answers, wanted: progress.answersWanted })}>
      <Parts parts={states} label={label} />
      <ul className={styles.states}>
        {states.map(({ id, n, color }) => (
          <li key={id}>
            <Link to={`/projects/${project.id}/tasks?f=state:is:${id}`}>
              <span className={styles.dot} style={{ background: color }} aria-hidden="true" />
              {t(`state.${id}`)}
              <b>{formatNumber(n)}</b>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
