import { useQuery } from "@tanstack/react-query";
import { BarChart3 } from "lucide-react";
import { useSearchParams } from "react-router";
import { formatAgo, formatDuration, formatFigure, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { canLabel } from "@/app/session";
import { methodsQuery, qualityQuery } from "@/api/queries";
import type { AgreementFigure, AnnotatorQuality, GetProjectResponse, QuestionQuality } from "@/api/types";
import { ButtonLink } from "@/ui/Button";
import { Histogram, Interval, Shares } from "@/ui/charts";
import { classColor } from "@/ui/classColor";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import { Pick } from "@/ui/Tabs";
import { Disagreements } from "./parts/Disagreements";
import { MarkedQuality } from "./parts/MarkedQuality";
import { Progress } from "./parts/Progress";
import { ProjectFrame } from "./parts/ProjectFrame";
import styles from "./parts/Quality.module.css";

export const route = {
  path: "/projects/:projectId/quality",
  frame: "app",
  roles: ["owner", "manager", "reviewer", "viewer"],
  inProjects: true,
} satisfies PageRoute;

export default function Quality() {
  return <ProjectFrame>{(project) => <Content project={project} />}</ProjectFrame>;
}

/** How much people agree, what is held to be true, how sure it is, and where to look. */
function Content({ project }: { project: GetProjectResponse }) {
  const labels = canLabel(project.role);
  const quality = useQuery(qualityQuery(project.id));
  const methods = useQuery(methodsQuery);
  const [search, setSearch] = useSearchParams();
  const { data } = quality;

  if (quality.error && !data) return <Failure error={quality.error} onRetry={() => void quality.refetch()} />;
  if (!data) return <Skeleton rows={10} />;
  if (data.answers === 0) {
    return (
      <Empty
        icon={<BarChart3 size={20} />}
        title={t("quality.empty")}
        action={labels && <ButtonLink to={`/label/${project.id}`}>{t("project.label")}</ButtonLink>}
      >
        {t("quality.emptyLead")}
      </Empty>
    );
  }
  const question = data.questions.find(({ name }) => name === search.get("question")) ?? data.questions[0];
  const method = methods.data?.truth.find(({ name }) => name === data.method)?.title ?? data.method;

  return (
    <>
      <Progress project={project} />
      <div className={styles.top}>
        {question && (
          <Pick
            label={t("quality.question")}
            value={question.name}
            options={data.questions.map(({ name, title }) => ({ value: name, title: title || name }))}
            onPick={(name) => setSearch({ question: name }, { replace: true })}
          />
        )}
        <span>{t("quality.asOf", { answers: data.answers, tasks: data.tasks, method, when: formatAgo(data.asOf) })}</span>
      </div>
      {question && <Figures question={question} />}
      {question && (
        <Section title={t("quality.disagreements")} lead={t("quality.disagreementsLead")}>
          <Disagreements project={project} question={question.name} />
        </Section>
      )}
      {question && (
        <Section title={t("quality.annotators")} lead={t("quality.annotatorsLead")}>
          <Annotators rows={data.annotators} />
        </Section>
      )}
      {project.ontology.classes.length > 0 && <MarkedQuality projectId={project.id} />}
    </>
  );
}

function Figures({ question }: { question: QuestionQuality }) {
  const { agreement, confidence, labels, answered, tied } = question;
  return (
    <div className={styles.figures}>
      <section>
        <h2>{t("quality.agreement")}</h2>
        {agreement.length === 0 && <p className={styles.none}>{t("quality.agreementNone")}</p>}
        {agreement.map((figure) => (
          <Figure key={figure.name} figure={figure} />
        ))}
      </section>
      <section>
        <h2>
          {t("quality.confidence")} {confidence.mean !== null && <span>{t("quality.mean", { value: formatFigure(confidence.mean) })}</span>}
        </h2>
        {confidence.bins.length === 0 ? (
          <p className={styles.none}>{t("quality.confidenceNone")}</p>
        ) : (
          <Histogram bins={confidence.bins} label={t("quality.confidenceChart")} />
        )}
        {tied > 0 && <p className={styles.tied}>{t("quality.tied", { n: tied })}</p>}
      </section>
      <section>
        <h2>
          {t("quality.labels")} <span>{t("quality.labelsLead", { n: answered })}</span>
        </h2>
        {labels.length === 0 ? (
          <p className={styles.none}>{t("quality.labelsNone")}</p>
        ) : (
          <Shares rows={labels.map(({ name, title, share }, at) => ({ name, title, share, color: classColor(at) }))} />
        )}
      </section>
    </div>
  );
}

function Figure({ figure }: { figure: AgreementFigure }) {
  const { title, value, low, high, n, description } = figure;
  return (
    <div className={styles.figure}>
      <header>
        <h3>{title}</h3>
        <b>{value === null ? "–" : formatFigure(value)}</b>
      </header>
      {value !== null && (
        <Interval
          value={value}
          low={low}
          high={high}
          label={t("quality.figure", {
            title,
            value: formatFigure(value),
            low: formatFigure(low ?? value),
            high: formatFigure(high ?? value),
          })}
        />
      )}
      <p className={styles.range}>
        {low !== null && high !== null
          ? t("quality.interval", { low: formatFigure(low), high: formatFigure(high), n })
          : t("quality.n", { n })}
      </p>
      <p className={styles.means}>{description}</p>
    </div>
  );
}

function Annotators({ rows }: { rows: readonly AnnotatorQuality[] }) {
  const head = [
    { title: t("quality.annotator") },
    { title: t("quality.answers"), number: true },
    { title: t("quality.time"), number: true },
    { title: t("quality.agrees"), number: true },
    { title: t("quality.range") },
    { title: t("quality.ability"), number: true },
  ];
  return (
    <Table label={t("quality.annotators")} head={head}>
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            {row.name}
            {row.kind !== "person" && <span className={styles.kind}> {t(`members.kind.${row.kind}`)}</span>}
          </td>
          <td data-number>{formatNumber(row.answers)}</td>
          <td data-number>{row.medianActiveMs === null ? "" : formatDuration(row.medianActiveMs)}</td>
          <td data-number>{row.agreement === null ? "" : formatFigure(row.agreement)}</td>
          <td className={styles.intervalCell}>
            {row.agreement !== null && (
              <Interval
                value={row.agreement}
                low={row.low}
                high={row.high}
                label={t("quality.figure", {
                  title: row.name,
                  value: formatFigure(row.agreement),
                  low: formatFigure(row.low ?? row.agreement),
                  high: formatFigure(row.high ?? row.agreement),
                })}
              />
            )}
          </td>
          <td data-number>{row.ability === null ? "" : formatFigure(row.ability)}</td>
        </tr>
      ))}
    </Table>
  );
}
