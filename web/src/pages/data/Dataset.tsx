import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FileUp, SearchX } from "lucide-react";
import { useParams, useSearchParams } from "react-router";
import { formatAgo, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { datasetQuery, itemsQuery } from "@/api/queries";
import type { GetDatasetResponse, ListedItem } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Search } from "@/ui/Search";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import { VirtualTable, type Column } from "@/ui/VirtualTable";
import styles from "./parts/Dataset.module.css";
import { ImportPreview } from "./parts/ImportPreview";
import { useImport } from "./parts/useImport";

export const route = { path: "/data/:datasetId", frame: "app", roles: ["owner", "manager"] } satisfies PageRoute;

const facts = (item: ListedItem) =>
  Object.entries(item.metadata)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" · ");

const columns: readonly Column<ListedItem>[] = [
  { id: "ordinal", title: t("data.ordinal"), width: "64px", number: true, render: ({ ordinal }) => formatNumber(ordinal) },
  { id: "externalId", title: t("data.externalId"), width: "140px", render: ({ externalId }) => <code>{externalId}</code> },
  { id: "text", title: t("data.text"), width: "minmax(0, 1fr)", render: ({ text }) => <span dir="auto">{text}</span> },
  {
    id: "metadata",
    title: t("data.metadata"),
    width: "minmax(0, 280px)",
    render: (item) => <span className={styles.meta}>{facts(item)}</span>,
  },
];

/** The items of one dataset, where they came from, and the way to bring more. */
export default function Dataset() {
  const { datasetId = "" } = useParams();
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const dataset = useQuery(datasetQuery(datasetId));
  const items = useInfiniteQuery(itemsQuery(datasetId, q));
  const rows = items.data?.pages.flatMap((page) => page.items) ?? [];
  const set = (changes: Record<string, string>) =>
    setSearch(
      (before) => {
        for (const [name, value] of Object.entries(changes)) {
          if (value) before.set(name, value);
          else before.delete(name);
        }
        return before;
      },
      { replace: true },
    );
  const bring = (
    <Button kind="primary" icon={<FileUp />} onClick={() => set({ import: "1" })}>
      {t("data.import")}
    </Button>
  );

  return (
    <Page
      title={dataset.data?.name ?? t("data.title")}
      back={{ to: "/data", title: t("data.title") }}
      lead={dataset.data && t("data.items", { n: dataset.data.itemCount })}
      actions={rows.length > 0 && bring}
      fill
    >
      {dataset.data && dataset.data.imports.length > 0 && <Provenance dataset={dataset.data} />}
      {(rows.length > 0 || q) && (
        <div className={styles.bar}>
          <Search label={t("data.search")} value={q} onSearch={(text) => set({ q: text })} />
          {q && items.data && <span className={styles.meta}>{t("ui.about", { n: items.data.pages[0]?.about ?? 0 })}</span>}
        </div>
      )}
      {items.error && <Failure error={items.error} onRetry={() => void items.refetch()} />}
      {items.isPending && (
        <div className={styles.pad}>
          <Skeleton rows={12} />
        </div>
      )}
      {items.data && rows.length === 0 && (
        <Empty
          icon={q ? <SearchX size={20} /> : <FileUp size={20} />}
          title={q ? t("data.noMatch", { q }) : t("data.noItems")}
          action={!q && bring}
        >
          {t(q ? "data.noMatchLead" : "data.noItemsLead")}
        </Empty>
      )}
      {rows.length > 0 && (
        <VirtualTable
          label={t("data.title")}
          columns={columns}
          rows={rows}
          keyOf={({ id }) => id}
          hasMore={items.hasNextPage && !items.isFetchingNextPage}
          onMore={() => void items.fetchNextPage()}
        />
      )}
      {search.has("import") && <ImportDialog datasetId={datasetId} name={dataset.data?.name ?? ""} onClose={() => set({ import: "" })} />}
    </Page>
  );
}

function Provenance({ dataset }: { dataset: GetDatasetResponse }) {
  return (
    <details className={styles.provenance}>
      <summary>
        {t("data.provenance")} <span className={styles.meta}>{dataset.imports.map(({ fileName }) => fileName).join(", ")}</span>
      </summary>
      <Table
        label={t("data.provenance")}
        head={[
          { title: t("data.file") },
          { title: t("data.result") },
          { title: t("data.source") },
          { title: t("data.licence") },
          { title: t("data.by") },
          { title: t("data.when") },
        ]}
      >
        {dataset.imports.map((entry) => (
          <tr key={entry.id}>
            <td>
              <code>{entry.fileName}</code>
            </td>
            <td>
              {[
                t("data.items", { n: entry.imported }),
                entry.duplicates > 0 && t("import.duplicates", { n: entry.duplicates }),
                entry.failed > 0 && t("import.failed", { n: entry.failed }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </td>
            <td>{entry.source}</td>
            <td>{entry.licence}</td>
            <td>{entry.by}</td>
            <td>{formatAgo(entry.importedAt)}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

function ImportDialog({ datasetId, name, onClose }: { datasetId: string; name: string; onClose: () => void }) {
  const client = useQueryClient();
  const flow = useImport(datasetId, () => Promise.resolve(datasetId));
  const run = useMutation({
    mutationFn: flow.run,
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ["dataset", datasetId] }),
        client.invalidateQueries({ queryKey: ["datasets"] }),
      ]);
      onClose();
    },
  });
  const n = flow.report?.imported ?? 0;
  return (
    <Dialog
      title={t("data.importTitle", { name })}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" disabled={n === 0 || flow.reading || run.isPending} onClick={() => run.mutate()}>
            {t("import.run", { n })}
          </Button>
        </>
      }
    >
      <ImportPreview flow={flow} details />
      {run.error && <Failure error={run.error} />}
    </Dialog>
  );
}
