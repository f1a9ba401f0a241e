import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, FileUp, Trash2 } from "lucide-react";
import { useMemo } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { itemSource } from "@/app/lists/calls";
import { fileName, ItemFace, ItemPreview, ItemTile } from "@/app/lists/ItemFace";
import { Listing } from "@/app/lists/Listing";
import type { ListedItem } from "@/api/types";
import { formatAgo, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { offerUndo } from "@/app/undo";
import { api, call } from "@/api/client";
import { datasetQuery } from "@/api/queries";
import { Button } from "@/ui/Button";
import type { Column } from "@/ui/DataTable";
import { Empty } from "@/ui/Empty";
import { FactList } from "@/ui/FactList";
import { Menu } from "@/ui/Menu";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Tags } from "@/ui/Tags";
import styles from "./parts/Dataset.module.css";
import { DatasetTabs } from "./parts/DatasetTabs";
import { ImportDialog } from "./parts/ImportDialog";
import { ItemActions } from "./parts/ItemActions";
import { showMetadata } from "./parts/metadata";

export const route = { path: "/data/:datasetId", frame: "app", roles: ["owner", "manager"] } satisfies PageRoute;

const line = (item: ListedItem) =>
  showMetadata(item.metadata)
    .map(({ name, value }) => `${name}: ${value}`)
    .join(" · ");
const keyOf = ({ id }: ListedItem) => id;
const nameOf = ({ externalId }: ListedItem) => externalId;
const pixels = ({ image }: ListedItem) => image && t("items.pixels", { width: image.width, height: image.height });

const columns: readonly Column<ListedItem>[] = [
  {
    id: "ordinal",
    title: t("data.ordinal"),
    width: 56,
    number: true,
    sort: "ordinal",
    render: ({ ordinal }) => formatNumber(ordinal),
  },
  { id: "item", title: t("items.item"), width: 200, grows: true, render: (item) => <ItemFace {...item} /> },
  { id: "id", title: t("items.id"), width: 120, render: ({ externalId }) => <code className={styles.id}>{externalId}</code> },
  { id: "tags", title: t("items.tags"), width: 130, render: ({ tags }) => <Tags tags={tags} /> },
  { id: "split", title: t("items.split"), width: 70, render: ({ split }) => split },
  { id: "metadata", title: t("data.metadata"), width: 160, render: (item) => <span className={styles.meta}>{line(item)}</span> },
  { id: "modality", title: t("items.modality"), width: 80, extra: true, render: ({ modality }) => modality },
  { id: "size", title: t("items.size"), width: 110, number: true, extra: true, render: pixels },
  {
    id: "created",
    title: t("items.added"),
    width: 84,
    number: true,
    sort: "created",
    render: ({ createdAt }) => <span className={styles.meta}>{formatAgo(createdAt)}</span>,
  },
];

const caption = (item: ListedItem) => (
  <span className={styles.caption}>
    <span dir="auto" title={item.externalId}>
      {fileName(item.externalId)}
    </span>
    <Tags tags={item.tags} />
  </span>
);

const preview = (item: ListedItem) => (
  <>
    <ItemPreview {...item} />
    <div className={styles.facts}>
      <FactList
        facts={[
          { name: t("items.id"), value: <code>{item.externalId}</code> },
          { name: t("items.tags"), value: item.tags.length > 0 && <Tags tags={item.tags} /> },
          { name: t("items.split"), value: item.split },
          { name: t("items.size"), value: pixels(item) },
          { name: t("items.added"), value: formatAgo(item.createdAt) },
          ...showMetadata(item.metadata).map((fact) => ({ ...fact, data: true })),
        ]}
      />
    </div>
  </>
);

/** The items of one dataset, where they came from, and the way to bring more. */
export default function Dataset() {
  const { datasetId = "" } = useParams();
  const [search, setSearch] = useSearchParams();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => call(api.DELETE("/api/datasets/{id}", { params: { path: { id: datasetId } } })),
    onSuccess: async ({ undo }) => {
      offerUndo({ title: t("data.deleted", { name: dataset.data?.name ?? "" }), token: undo });
      await navigate("/data");
      client.removeQueries({ queryKey: ["dataset", datasetId] });
      await client.invalidateQueries();
    },
  });
  const dataset = useQuery(datasetQuery(datasetId));
  const source = useMemo(() => itemSource(datasetId), [datasetId]);
  const pathOf = useMemo(() => (item: ListedItem) => `/data/${datasetId}/items/${item.id}`, [datasetId]);
  const importing = (open: boolean) =>
    setSearch(
      (before) => {
        if (open) before.set("import", "1");
        else before.delete("import");
        return before;
      },
      { replace: true },
    );
  const bring = (
    <Button kind="primary" icon={<FileUp />} onClick={() => importing(true)}>
      {t("data.import")}
    </Button>
  );
  const empty = (
    <Empty icon={<FileUp size={20} />} title={t("data.noItems")} action={bring}>
      {t("data.noItemsLead")}
    </Empty>
  );

  return (
    <Page
      title={dataset.data?.name ?? t("data.title")}
      back={{ to: "/data", title: t("data.title") }}
      lead={dataset.data && t("data.items", { n: dataset.data.itemCount })}
      actions={
        dataset.data && (
          <>
            <Menu
              label={t("data.more")}
              className={styles.more}
              trigger={<Ellipsis size={16} aria-label={t("data.more")} />}
              items={[{ id: "delete", title: t("data.delete"), icon: <Trash2 size={14} />, danger: true, run: () => remove.mutate() }]}
            />
            {dataset.data.itemCount > 0 && bring}
          </>
        )
      }
      tabs={<DatasetTabs id={datasetId} />}
      fill
    >
      {dataset.error && <Failure error={dataset.error} onRetry={() => void dataset.refetch()} />}
      {remove.error && <Failure error={remove.error} />}
      <Listing
        on={`dataset:${datasetId}`}
        source={source}
        what={t("items.what")}
        columns={columns}
        keyOf={keyOf}
        nameOf={nameOf}
        pathOf={pathOf}
        tile={ItemTile}
        caption={caption}
        preview={preview}
        actions={(acting) => <ItemActions datasetId={datasetId} acting={acting} />}
        empty={empty}
      />
      {search.has("import") && dataset.data && <ImportDialog dataset={dataset.data} onClose={() => importing(false)} />}
    </Page>
  );
}
