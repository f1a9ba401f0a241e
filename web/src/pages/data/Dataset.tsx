import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { FileUp, SearchX } from "lucide-react";
import { useParams, useSearchParams } from "react-router";
import { formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { datasetQuery, itemsQuery } from "@/api/queries";
import type { ListedItem } from "@/api/types";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Search } from "@/ui/Search";
import { Skeleton } from "@/ui/Skeleton";
import { VirtualTable, type Column } from "@/ui/VirtualTable";
import styles from "./parts/Dataset.module.css";
import { DatasetTabs } from "./parts/DatasetTabs";
import { ImportDialog } from "./parts/ImportDialog";

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

/** The items of one dataset, and the way to bring more. */
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
      tabs={<DatasetTabs id={datasetId} />}
      fill
    >
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
      {search.has("import") && dataset.data && <ImportDialog dataset={dataset.data} onClose={() => set({ import: "" })} />}
    </Page>
  );
}
