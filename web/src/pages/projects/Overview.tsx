import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { Link } from "react-router";
import { formatAgo, formatDay, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { canJudge, canManage, useSession } from "@/app/session";
import { methodsQuery } from "@/api/queries";
import type { GetProjectResponse } from "@/api/types";
import { Section } from "@/ui/Page";
import styles from "./parts/Overview.module.css";
import { Progress } from "./parts/Progress";
import { ProjectFrame } from "./parts/ProjectFrame";

export const route = {
  path: "/projects/:projectId",
  frame: "app",
  roles: ["owner", "manager", "reviewer", "viewer"],
  inProjects: true,
} satisfies PageRoute;

export default function Overview() {
  return <ProjectFrame>{(project) => <Content project={project} />}</ProjectFrame>;
}

function Content({ project }: { project: GetProjectResponse }) {
  return (
    <div className={styles.grid}>
      <div>
        <Progress project={project} />
        <Section title={t("project.attention")}>
          {project.attention.length === 0 && <p className={styles.none}>{t("project.attentionNone")}</p>}
          <ul className={styles.attention}>
            {project.attention.map(({ kind, count }) => (
              <li key={kind}>
                <Link
                  to={
                    kind === "empty"
                      ? `/data/${project.dataset.id}`
                      : `/projects/${project.id}/${{ asked: "questions", in_review: "review", disputed: canJudge(project.role) ? "review" : "quality", skipped: "tasks" }[kind]}`
                  }
                >
                  <span>{t(`project.attention.${kind}`, { n: count })}</span>
                  <ChevronRight size={16} aria-hidden="true" />
                </Link>
              </li>
            ))}
          </ul>
        </Section>
        <Section title={t("project.activity")}>
          {project.activity.length === 0 && <p className={styles.none}>{t("project.activityNone")}</p>}
          <ol className={styles.activity}>
            {project.activity.map(({ at, actor, action }, line) => (
              <li key={line}>
                <span>{t(`project.did.${action}`, { name: actor })}</span>
                <time dateTime={new Date(at).toISOString()}>{formatAgo(at)}</time>
              </li>
            ))}
          </ol>
        </Section>
      </div>
      <Facts project={project} />
    </div>
  );
}

function Facts({ project }: { project: GetProjectResponse }) {
  const methods = useQuery(methodsQuery);
  const method = methods.data?.truth.find(({ name }) => name === project.method);
  const manager = canManage(project.role);
  const { member } = useSession();
  const version = t("project.versionIs", { n: project.ontologyVersion });
  return (
    <aside className={styles.facts} aria-label={t("project.facts")}>
      <dl>
        <dt>{t("project.dataset")}</dt>
        <dd>{canManage(member.role) ? <Link to={`/data/${project.dataset.id}`}>{project.dataset.name}</Link> : project.dataset.name}</dd>
        <dt>{t("project.version")}</dt>
        <dd>{manager ? <Link to={`/projects/${project.id}/settings`}>{version}</Link> : version}</dd>
        <dt>{t("project.redundancy")}</dt>
        <dd>{project.redundancy}</dd>
        <dt>{t("project.method")}</dt>
        <dd title={method?.description}>{method?.title ?? project.method}</dd>
        <dt>{t("project.created")}</dt>
        <dd>{formatDay(project.createdAt)}</dd>
      </dl>
      <ol className={styles.questions}>
        {project.ontology.questions.map((question) => (
          <li key={question.name} dir="auto">
            {question.title || question.name}
          </li>
        ))}
      </ol>
    </aside>
  );
}
