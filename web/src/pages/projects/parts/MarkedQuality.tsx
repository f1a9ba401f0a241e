import { useQuery } from "@tanstack/react-query";
import { formatFigure, formatNumber, t } from "@/app/messages";
import { objectQualityQuery } from "@/api/queries";
import { Histogram } from "@/ui/charts";
import { Failure } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import styles from "./Quality.module.css";

/** What people's marks are worth together, and who overlooks, who sees things, and who is precise. */
export function MarkedQuality({ projectId }: { projectId: string }) {
  const quality = useQuery(objectQualityQuery(projectId));
  const { data } = quality;
  if (quality.error && !data) return <Failure error={quality.error} onRetry={() => void quality.refetch()} />;
  if (!data) return <Skeleton rows={6} />;
  const figures = [
    { title: t("quality.marked.objects"), value: formatNumber(data.objects), means: t("quality.marked.objectsMeans", { n: data.tasks }) },
    { title: t("quality.marked.leftOut"), value: formatNumber(data.leftOut), means: t("quality.marked.leftOutMeans") },
    { title: t("quality.marked.mistakes"), value: formatFigure(data.mistakes), means: t("quality.marked.mistakesMeans") },
  ];
  return (
    <Section title={t("quality.marked.title")} lead={t("quality.marked.lead")}>
      {data.tasks === 0 ? (
        <p className={styles.none}>{t("quality.marked.none")}</p>
      ) : (
        <>
          <div className={styles.marked}>
            {figures.map(({ title, value, means }) => (
              <section key={title} className={styles.figure}>
                <header>
                  <h3>{title}</h3>
                  <b>{value}</b>
                </header>
                <p className={styles.means}>{means}</p>
              </section>
            ))}
            <section>
              <h3>
                {t("quality.marked.confidence")}{" "}
                {data.confidence.mean !== null && <span>{t("quality.mean", { value: formatFigure(data.confidence.mean) })}</span>}
              </h3>
              <Histogram bins={data.confidence.bins} label={t("quality.marked.confidence")} />
            </section>
          </div>
          <Table
            label={t("quality.marked.people")}
            head={[
              { title: t("quality.annotator") },
              { title: t("quality.marked.things"), number: true },
              { title: t("quality.marked.finds"), number: true },
              { title: t("quality.marked.invents"), number: true },
              { title: t("quality.marked.spread"), number: true },
            ]}
          >
            {data.annotators.map((row) => (
              <tr key={row.id}>
                <td>
                  {row.name}
                  {row.kind !== "person" && <span className={styles.kind}> {t(`members.kind.${row.kind}`)}</span>}
                </td>
                <td data-number>{formatNumber(row.things)}</td>
                <td data-number>{formatFigure(row.finds)}</td>
                <td data-number>{formatFigure(row.invents)}</td>
                <td data-number>{t("quality.marked.times", { value: formatFigure(Math.sqrt(row.spread)) })}</td>
              </tr>
            ))}
          </Table>
          <p className={styles.means}>{t("quality.marked.means")}</p>
        </>
      )}
    </Section>
  );
}
