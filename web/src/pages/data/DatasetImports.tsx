import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { importName, importTones, resultOf, shareOf } from "@/app/jobs/importStates";
import { formatAgo, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { datasetImportsQuery, isOpen } from "@/api/imports";
import type { ImportRow } from "@/api/incoming";
import { datasetQuery } from "@/api/queries";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { ProgressBar } from "@/ui/ProgressBar";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import { DatasetTabs } from "./parts/DatasetTabs";
import { ImportDialog } from "./parts/ImportDialog";
import styles from "./parts/Imports.module.css";

export const route = { path: "/data/:datasetId/imports", frame: "app", roles: ["owner", "manager"] } satisfies PageRoute;

/** Everything that was brought into a dataset: where it is from, what came in, what was left out. */
export default function DatasetImports() {
  const { datasetId = "" } = useParams();
  const dataset = useQuery(datasetQuery(datasetId));
  const imports = useInfiniteQuery(datasetImportsQuery(datasetId));
  const [bringing, setBringing] = useState(false);
  const rows = imports.data?.pages.flatMap(({ items }) => items) ?? [];
  const bring = (
    <Button kind="primary" icon={<FileUp />} disabled={!dataset.data} onClick={() => setBringing(true)}>
      {t("data.import")}
    </Button>
  );

  return (
    <Page
      title={dataset.data?.name ?? t("data.title")}
      back={{ to: "/data", title: t("data.title") }}
      lead={dataset.data && t("data.items", { n: dataset.data.itemCount })}
      actions={rows.length > 0 && bring}
      tabs={<DatasetTabs id={datasetId} />}
      wide
    >
      {imports.error && <Failure error={imports.error} onRetry={() => void imports.refetch()} />}
      {imports.isPending && <Skeleton />}
      {imports.data && rows.length === 0 && (
        <Empty icon={<FileUp size={20} />} title={t("imports.empty")} action={bring}>
          {t("imports.emptyLead")}
        </Empty>
      )}
      {rows.length > 0 && (
        <Table
          label={t("imports.title")}
          head={[
            { title: t("data.file") },
            { title: t("imports.state") },
            { title: t("data.result") },
            { title: t("data.source") },
            { title: t("data.licence") },
            { title: t("data.by") },
            { title: t("data.when") },
          ]}
        >
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </Table>
      )}
      {imports.hasNextPage && (
        <Button className={styles.more} onClick={() => void imports.fetchNextPage()}>
          {t("ui.more")}
        </Button>
      )}
      {bringing && dataset.data && <ImportDialog dataset={dataset.data} onClose={() => setBringing(false)} />}
    </Page>
  );
}

function Row({ row }: { row: ImportRow }) {
  const name = importName(row);
  return (
    <tr className={styles.row}>
      <td className={styles.name}>
        <Link to={`/data/${row.datasetId}/imports/${row.id}`} title={name}>
          {name}
        </Link>
        {row.kind !== "items" && <span className={styles.kind}>{t(`labels.kind.${row.kind}`)}</span>}
      </td>
      <td className={styles.state}>
        <Badge tone={importTones[row.state]}>{t(`imports.${row.state}`)}</Badge>
        {isOpen(row) && <ProgressBar thin label={name} share={shareOf(row)} />}
      </td>
      <td>{isOpen(row) && row.imported === 0 ? t("imports.rowsSoFar", { n: row.rowsRead }) : resultOf(row)}</td>
      <td className={styles.long} title={row.source}>
        {row.source}
      </td>
      <td className={styles.long} title={row.licence}>
        {row.licence}
      </td>
      <td>{row.by}</td>
      <td className={styles.when}>{formatAgo(row.startedAt)}</td>
    </tr>
  );
}
