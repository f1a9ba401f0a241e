import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useCallback, useMemo } from "react";
import { Link, useParams } from "react-router";
import { useCommands } from "@/app/commands";
import { Around } from "@/app/lists/Around";
import { changed, changeItems, itemQuery, itemSource, type ItemChange } from "@/app/lists/calls";
import { fileName, fileOf } from "@/app/lists/ItemFace";
import { useNeighbours } from "@/app/lists/useNeighbours";
import type { GetItemResponse, ListedItem } from "@/api/types";
import { formatMoment, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { canManage, useSession } from "@/app/session";
import { TextSurface } from "@/editors/text/TextSurface";
import { viewCommands } from "@/editors/image/commands";
import { ImageSurface } from "@/editors/image/ImageSurface";
import { useImageViewer } from "@/editors/image/useImageViewer";
import { Badge } from "@/ui/Badge";
import { ButtonAnchor } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { FactList } from "@/ui/FactList";
import { Failure } from "@/ui/Notice";
import { Page, Section } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { stateTones } from "@/app/lists/states";
import { Tags } from "@/ui/Tags";
import styles from "./parts/Item.module.css";
import { showMetadata } from "./parts/metadata";
import { SplitField, TagsField } from "./parts/ItemFields";

export const route = {
  path: "/data/:datasetId/items/:itemId",
  frame: "app",
  roles: ["owner", "manager", "reviewer", "viewer"],
} satisfies PageRoute;

/** One item: what it is, where it came from, and what is asked about it. */
export default function Item() {
  const { datasetId = "", itemId = "" } = useParams();
  const item = useQuery(itemQuery(itemId));
  const source = useMemo(() => itemSource(datasetId), [datasetId]);
  const pathOf = useCallback((row: { id: string }) => `/data/${datasetId}/items/${row.id}`, [datasetId]);
  const around = useNeighbours<ListedItem>(source, item.data, `/data/${datasetId}`, pathOf);

  return (
    <Page
      title={item.data ? t("item.title", { n: item.data.ordinal }) : t("items.item")}
      lead={item.data && <code title={item.data.externalId}>{item.data.externalId}</code>}
      back={{ to: around.back, title: t("item.back"), state: { back: true } }}
      fill
      actions={<Around around={around} group={t("item.group")} previous={t("item.previous")} next={t("item.next")} />}
    >
      {item.error && (
        <div className={styles.side}>
          <Failure error={item.error} onRetry={() => void item.refetch()} />
        </div>
      )}
      {item.isPending && (
        <div className={styles.side}>
          <Skeleton />
        </div>
      )}
      {item.data && <Whole item={item.data} />}
    </Page>
  );
}

function Whole({ item }: { item: GetItemResponse }) {
  const metadata = showMetadata(item.metadata);
  return (
    <div className={styles.split}>
      <div className={styles.content}>
        <Content item={item} />
      </div>
      <div className={styles.side} tabIndex={0} role="region" aria-label={t("item.about")}>
        <Section title={t("item.about")}>
          <About item={item} />
        </Section>
        <Section title={t("item.metadata")}>
          {metadata.length === 0 ? (
            <p className={styles.none}>{t("item.noMetadata")}</p>
          ) : (
            <FactList facts={metadata.map((fact) => ({ ...fact, data: true }))} />
          )}
        </Section>
        <Section title={t("item.origin")}>
          <Origin item={item} />
        </Section>
        <Section title={t("item.tasks")}>
          <Tasks item={item} />
        </Section>
      </div>
    </div>
  );
}

function Content({ item }: { item: GetItemResponse }) {
  const viewer = useImageViewer(item.id, item.image);
  useCommands(viewer ? viewCommands(viewer) : []);
  if (!viewer) {
    return (
      <div className={styles.text}>
        <TextSurface text={item.text} metadata={{}} />
      </div>
    );
  }
  return <ImageSurface key={item.id} src={fileOf(item.id)} viewer={viewer} alt={t("item.pictureOf", { name: item.externalId })} />;
}

function About({ item }: { item: GetItemResponse }) {
  const manager = canManage(useSession().member.role);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (what: ItemChange) => changeItems(item.datasetId, { ids: [item.id] }, what),
    onSuccess: () => changed(client, "item", "dataset"),
  });
  const edit = { busy: change.isPending, onChange: (what: ItemChange) => change.mutate(what) };
  return (
    <>
      <FactList
        facts={[
          {
            name: t("items.tags"),
            value: manager ? <TagsField tags={item.tags} {...edit} /> : item.tags.length > 0 && <Tags tags={item.tags} />,
          },
          { name: t("items.split"), value: manager ? <SplitField split={item.split} {...edit} /> : item.split },
          { name: t("items.size"), value: item.image && t("items.pixels", { width: item.image.width, height: item.image.height }) },
        ]}
      />
      {change.error && <Failure error={change.error} />}
    </>
  );
}

function Origin({ item }: { item: GetItemResponse }) {
  const { provenance: from } = item;
  // The item's own bytes if it has some, otherwise those of the file that it was a row of.
  const sha256 = item.sha256 ?? from?.sha256 ?? null;
  return (
    <>
      {from && (
        <FactList
          facts={[
            { name: t("item.file"), value: <code>{from.file}</code> },
            { name: t("item.row"), value: from.row > 0 && item.sha256 === null && formatNumber(from.row) },
            { name: t("item.by"), value: from.by, data: true },
            { name: t("item.when"), value: formatMoment(from.at) },
            { name: t("item.source"), value: from.source, data: true },
            { name: t("item.licence"), value: from.licence, data: true },
            { name: t("item.consent"), value: from.consent, data: true },
            { name: t("item.collected"), value: from.collected, data: true },
          ]}
        />
      )}
      {sha256 !== null && (
        <div className={styles.hash}>
          <span className={styles.none}>{t(item.sha256 === null ? "item.hashOfFile" : "item.hash")}</span>
          <Copy text={sha256} label={t("item.hash")} />
        </div>
      )}
      {item.sha256 !== null && (
        <ButtonAnchor small href={fileOf(item.id)} download={fileName(item.externalId)} icon={<Download />}>
          {t("item.download")}
        </ButtonAnchor>
      )}
    </>
  );
}

function Tasks({ item }: { item: GetItemResponse }) {
  if (item.tasks.length === 0) return <p className={styles.none}>{t("item.noTasks")}</p>;
  return (
    <ul className={styles.list}>
      {item.tasks.map((task) => (
        <li key={task.id}>
          <Link to={`/projects/${task.projectId}/tasks/${task.id}`} className={styles.link}>
            {t("item.taskIn", { n: task.ordinal, project: task.projectName })}
          </Link>
          <span className={styles.answers}>{t("item.answers", { n: task.answers })}</span>
          <Badge tone={stateTones[task.state]}>{t(`state.${task.state}`)}</Badge>
        </li>
      ))}
    </ul>
  );
}
