import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Inbox } from "lucide-react";
import { Link } from "react-router";
import { sayDeadline } from "@/app/deadline";
import { formatAgo, formatDuration, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { canManage, useSession } from "@/app/session";
import { workQuery } from "@/api/queries";
import type { ReturnedAnswer, WorkProject, WorkQuestion } from "@/api/types";
import { Face } from "@/app/recent/Face";
import { outcomeOf } from "@/app/recent/outcome";
import { kindOf, outboxOf } from "@/pages/label/parts/outbox";
import { useOutbox } from "@/pages/label/parts/Troubles";
import { Button, ButtonLink } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Failure, Notice } from "@/ui/Notice";
import { Page, Section } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import styles from "./parts/MyWork.module.css";

export const route = {
  path: "/",
  frame: "app",
  roles: ["owner", "manager", "reviewer", "annotator"],
  inProjects: true,
  nav: { label: "nav.work", icon: "work", order: 1 },
} satisfies PageRoute;

/** What I can label now, what I did today, and what I did last. */
export default function MyWork() {
  const { member } = useSession();
  const work = useQuery(workQuery);
  const outbox = outboxOf(member.id);
  const { waiting, queue } = useOutbox(outbox);
  const manager = canManage(member.role);

  return (
    <Page
      title={t("work.title")}
      lead={
        work.data &&
        `${t("work.today", { n: work.data.today.answers })}${work.data.today.activeMs > 0 ? ` · ${t("work.time", { time: formatDuration(work.data.today.activeMs) })}` : ""}`
      }
    >
      {waiting > 0 && (
        <div className={styles.unsent}>
          <Notice
            kind="warn"
            title={t(`work.unsent.${kindOf(queue)}`, { n: waiting })}
            actions={
              <Button small onClick={() => void outbox.retry()}>
                {t("ui.retry")}
              </Button>
            }
          >
            {t("work.unsentTodo")}
          </Notice>
        </div>
      )}
      {work.error && <Failure error={work.error} onRetry={() => void work.refetch()} />}
      {work.isPending && <Skeleton rows={4} height={56} />}
      {work.data?.projects.length === 0 && (
        <Empty
          icon={<Inbox size={20} />}
          title={t("work.empty")}
          action={
            manager && (
              <ButtonLink kind="primary" to="/projects/new">
                {t("projects.new")}
              </ButtonLink>
            )
          }
        >
          {t(manager ? "work.emptyManager" : "work.emptyLead")}
        </Empty>
      )}
      {work.data && work.data.projects.length > 0 && (
        <>
          <Section title={t("work.projects")}>
            <ul className={styles.projects}>
              {work.data.projects.map((project) => (
                <ProjectRow key={project.id} project={project} />
              ))}
            </ul>
          </Section>
          <Returned answers={work.data.returned} />
          <Questions questions={work.data.questions} />
          {work.data.drafts.length > 0 && (
            <Section title={t("work.draftsTitle")}>
              <ul className={styles.recent}>
                {work.data.drafts.map((draft) => (
                  <li key={draft.assignmentId}>
                    <Link to={`/label/${draft.projectId}?assignment=${draft.assignmentId}`} className={styles.excerpt} dir="auto">
                      <Face {...draft} />
                    </Link>
                    <span className={styles.where}>
                      {[draft.projectName, draft.correction && t("work.correction")].filter(Boolean).join(" · ")}
                    </span>
                    <time dateTime={new Date(draft.savedAt).toISOString()}>{formatAgo(draft.savedAt)}</time>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          <Section title={t("work.recent")}>
            {work.data.recent.length === 0 && <p className={styles.none}>{t("work.recentNone")}</p>}
            <ul className={styles.recent}>
              {work.data.recent.map((answer) => (
                <li key={answer.assignmentId}>
                  {answer.state === "cancelled" ? (
                    <span className={styles.excerpt}>
                      <Face {...answer} />
                    </span>
                  ) : (
                    <Link to={`/label/${answer.projectId}?assignment=${answer.assignmentId}`} className={styles.excerpt}>
                      <Face {...answer} />
                    </Link>
                  )}
                  <span className={styles.where}>{[answer.projectName, ...outcomeOf(answer)].join(" · ")}</span>
                  <time dateTime={new Date(answer.at).toISOString()}>{formatAgo(answer.at)}</time>
                </li>
              ))}
            </ul>
          </Section>
        </>
      )}
    </Page>
  );
}

/** What a reviewer sent back: their reason, and the way to correct it. */
function Returned({ answers }: { answers: readonly ReturnedAnswer[] }) {
  if (answers.length === 0) return null;
  return (
    <Section title={t("returned.title")} lead={t("returned.lead")}>
      <ul className={styles.recent}>
        {answers.map((answer) => (
          <li key={answer.assignmentId} className={styles.fresh}>
            <Link to={`/label/${answer.projectId}?assignment=${answer.assignmentId}`} className={styles.excerpt} dir="auto">
              <Face {...answer} />
            </Link>
            <span className={styles.where}>{[answer.projectName, answer.reason, answer.comment].filter(Boolean).join(" · ")}</span>
            <time dateTime={new Date(answer.at).toISOString()}>{formatAgo(answer.at)}</time>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What was asked and isn't settled, or was answered since one looked. */
function Questions({ questions }: { questions: readonly WorkQuestion[] }) {
  if (questions.length === 0) return null;
  const replies = questions.reduce((sum, { unseen }) => sum + unseen, 0);
  return (
    <Section title={t("work.questions")} lead={replies > 0 ? t("work.replies", { n: replies }) : undefined}>
      <ul className={styles.recent}>
        {questions.map((question) => (
          <li key={question.id} className={question.unseen > 0 ? styles.fresh : undefined}>
            <Link to={`/label/${question.projectId}?assignment=${question.assignmentId}`} className={styles.excerpt} dir="auto">
              {t("work.said", { name: question.lastMine ? t("thread.you") : question.lastAuthor, text: question.lastText })}
            </Link>
            <span className={styles.where}>{[question.projectName, t("label.task", { n: question.number })].join(" · ")}</span>
            <time dateTime={new Date(question.at).toISOString()}>{formatAgo(question.at)}</time>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ProjectRow({ project }: { project: WorkProject }) {
  const open = project.waiting > 0 || project.assigned > 0 || project.drafts > 0;
  const facts = [
    project.waiting > 0 ? t("work.waiting", { n: project.waiting }) : project.assigned === 0 && t("work.nothing"),
    project.assigned > 0 && t("work.assigned", { n: project.assigned }),
    project.deadline !== null && sayDeadline(project.deadline),
    project.doneToday > 0 && t("work.doneToday", { n: project.doneToday }),
    project.done > 0 && t("work.done", { n: project.done }),
    project.drafts > 0 && t("work.drafts", { n: project.drafts }),
  ].filter((fact) => fact !== false);
  const share = project.done / Math.max(1, project.done + project.waiting);
  return (
    <li className={styles.row}>
      <Link to={`/label/${project.id}`} className={styles.project}>
        <span className={styles.name}>{project.name}</span>
        <span className={styles.facts}>{facts.join(" · ")}</span>
        <span className={styles.bar} aria-hidden="true">
          <span style={{ width: `${share * 100}%` }} />
        </span>
        <span className={open ? styles.go : styles.idle}>
          {t(project.drafts > 0 ? "work.goOn" : "work.start")}
          <ArrowRight size={16} aria-hidden="true" />
        </span>
      </Link>
      {project.reviews > 0 && (
        <Link to={`/projects/${project.id}/review`} className={styles.judge}>
          {t("work.reviews", { n: project.reviews })}
          <ArrowRight size={16} aria-hidden="true" />
        </Link>
      )}
    </li>
  );
}
