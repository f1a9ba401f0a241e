import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { Link } from "react-router";
import { formatAgo, formatBytes, formatDay, formatNumber, formatMoment, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { bringBack } from "@/app/undo";
import { storageQuery, trashQuery } from "@/api/queries";
import type { GetStorageResponse, TrashedThing } from "@/api/types";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Failure, Notice } from "@/ui/Notice";
import { Page, Section } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import styles from "./parts/Storage.module.css";

export const route = {
  path: "/storage",
  frame: "app",
  roles: ["owner", "manager"],
  nav: { label: "nav.storage", icon: "storage", order: 7 },
} satisfies PageRoute;

/** What takes how much of the disk, and what was deleted and can still come back. */
export default function Storage() {
  const storage = useQuery(storageQuery);
  const trash = useQuery(trashQuery);
  return (
    <Page title={t("storage.title")}>
      {storage.isPending && <Skeleton />}
      {storage.error && <Failure error={storage.error} onRetry={() => void storage.refetch()} />}
      {storage.data && <Disk storage={storage.data} />}
      {storage.data && <Backup last={storage.data.lastBackup} />}
      {storage.data && storage.data.datasets.length > 0 && <Datasets storage={storage.data} />}
      <Section title={t("storage.trash")} lead={t("storage.trashLead")}>
        {trash.error && <Failure error={trash.error} onRetry={() => void trash.refetch()} />}
        {trash.data?.items.length === 0 && (
          <Empty icon={<Trash2 size={20} />} title={t("storage.trashEmpty")}>
            {t("storage.trashEmptyLead")}
          </Empty>
        )}
        {trash.data && trash.data.items.length > 0 && <Deleted items={trash.data.items} />}
      </Section>
    </Page>
  );
}

function Disk({ storage }: { storage: GetStorageResponse }) {
  const { databaseBytes, blobBytes, uploadBytes, freeBytes, totalBytes, longestReadMs } = storage;
  const other = Math.max(0, totalBytes - freeBytes - databaseBytes - blobBytes - uploadBytes);
  const parts = [
    { id: "database", bytes: databaseBytes },
    { id: "files", bytes: blobBytes },
    { id: "uploads", bytes: uploadBytes },
    { id: "other", bytes: other },
    { id: "free", bytes: freeBytes },
  ] as const;
  return (
    <Section
      title={t("storage.disk")}
      lead={t("storage.diskLead", { free: formatBytes(freeBytes), total: formatBytes(totalBytes), read: formatNumber(longestReadMs) })}
    >
      <div className={styles.bar} aria-hidden="true">
        {parts.map(({ id, bytes }) => (
          <span key={id} className={styles[id]} style={{ flexGrow: bytes / totalBytes }} />
        ))}
      </div>
      <dl className={styles.legend}>
        {parts.map(({ id, bytes }) => (
          <div key={id}>
            <dt>
              <i className={styles[id]} aria-hidden="true" />
              {t(`storage.${id}`)}
            </dt>
            <dd>{formatBytes(bytes)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

const old = 7 * 86_400_000;

/** When everything was last put into safety; who runs the server is told how, if that is long ago. */
function Backup({ last }: { last: GetStorageResponse["lastBackup"] }) {
  const late = last === null || Date.now() - last.takenAt > old;
  return (
    <Section title={t("storage.backup")} lead={t("storage.backupLead")}>
      {last && (
        <dl className={styles.facts}>
          <div>
            <dt>{t("storage.backupLast")}</dt>
            <dd>
              <time dateTime={new Date(last.takenAt).toISOString()} title={formatMoment(last.takenAt)}>
                {formatAgo(last.takenAt)}
              </time>
            </dd>
          </div>
          <div>
            <dt>{t("storage.backupSize")}</dt>
            <dd>{formatBytes(last.bytes)}</dd>
          </div>
        </dl>
      )}
      {late && (
        <Notice kind="warn" title={t(last ? "storage.backupOld" : "storage.backupNone")}>
          {t("storage.backupHow")} <code className={styles.command}>groundwork backup FILE</code>
        </Notice>
      )}
    </Section>
  );
}

function Datasets({ storage }: { storage: GetStorageResponse }) {
  return (
    <Section title={t("storage.datasets")} lead={t("storage.datasetsLead")}>
      <Table
        label={t("storage.datasets")}
        head={[{ title: t("data.name") }, { title: t("data.count"), number: true }, { title: t("storage.size"), number: true }]}
      >
        {storage.datasets.map(({ id, name, items, bytes }) => (
          <tr key={id}>
            <td>
              <Link to={`/data/${id}`}>{name}</Link>
            </td>
            <td data-number>{formatNumber(items)}</td>
            <td data-number>{formatBytes(bytes)}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

const whatOf = (kind: TrashedThing["kind"], n: number | null) =>
  kind === "items" ? t("storage.kind.items", { n: n ?? 0 }) : t(`storage.kind.${kind}`);

function Deleted({ items }: { items: readonly TrashedThing[] }) {
  const client = useQueryClient();
  const back = useMutation({ mutationFn: bringBack, onSettled: () => client.invalidateQueries() });
  return (
    <>
      {back.error && <Failure error={back.error} />}
      <Table
        label={t("storage.trash")}
        head={[
          { title: t("data.name") },
          { title: t("storage.kind") },
          { title: t("storage.deleted") },
          { title: t("storage.keptUntil") },
          { title: "" },
        ]}
      >
        {items.map(({ undo, name, kind, items: n, deletedAt, by, purgeAt }) => (
          <tr key={undo}>
            <td>{name}</td>
            <td>{whatOf(kind, n)}</td>
            <td>
              {formatAgo(deletedAt)}
              {by && `, ${by}`}
            </td>
            <td>{formatDay(purgeAt)}</td>
            <td data-number>
              <Button
                small
                disabled={back.isPending}
                aria-label={t("storage.backOf", { name: n === null ? name : `${name}: ${whatOf(kind, n)}` })}
                onClick={() => back.mutate(undo)}
              >
                {t("storage.back")}
              </Button>
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}
