import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Database, Trash2, Undo2 } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { changed, storageQuery, trashQuery, undo } from "@/app/lists/calls";
import type { Storage as StorageFigures, Trashed } from "@/app/lists/wire";
import { formatAgo, formatBytes, formatDay, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { Button } from "@/ui/Button";
import { Parts } from "@/ui/charts";
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
  nav: { label: "nav.storage", icon: "storage", order: 6 },
} satisfies PageRoute;

/** What takes how much of the disk, and what was deleted and can be brought back. */
export default function Storage() {
  const storage = useQuery(storageQuery);
  const trash = useQuery(trashQuery);
  return (
    <Page title={t("storage.title")}>
      <Section title={t("storage.disk")} lead={storage.data && freeOf(storage.data)}>
        {storage.error && <Failure error={storage.error} onRetry={() => void storage.refetch()} />}
        {storage.isPending && <Skeleton rows={4} />}
        {storage.data && <Disk storage={storage.data} />}
      </Section>
      <Section title={t("storage.datasets")} lead={t("storage.datasetsLead")}>
        {storage.isPending && <Skeleton rows={4} />}
        {storage.data && <Datasets storage={storage.data} />}
      </Section>
      <Section title={t("trash.title")} lead={trash.data && trash.data.length > 0 ? t("trash.lead") : undefined}>
        {trash.error && <Failure error={trash.error} onRetry={() => void trash.refetch()} />}
        {trash.isPending && <Skeleton rows={3} />}
        {trash.data && <Deleted things={trash.data} />}
      </Section>
    </Page>
  );
}

const freeOf = ({ freeBytes, totalBytes }: StorageFigures) =>
  t("storage.free", { free: formatBytes(freeBytes), total: formatBytes(totalBytes) });
const [scarceShare, scarceBytes] = [0.05, 5e9];

function Disk({ storage }: { storage: StorageFigures }) {
  const { databaseBytes, blobBytes, uploadBytes, freeBytes, totalBytes } = storage;
  const other = Math.max(0, totalBytes - freeBytes - databaseBytes - blobBytes - uploadBytes);
  const parts = [
    { id: "database", title: t("storage.database"), n: databaseBytes, color: "var(--class-0)" },
    { id: "blobs", title: t("storage.blobs"), n: blobBytes, color: "var(--class-1)" },
    { id: "uploads", title: t("storage.uploads"), n: uploadBytes, color: "var(--class-2)" },
    { id: "other", title: t("storage.other"), n: other, color: "var(--class-8)" },
    { id: "free", title: t("storage.freeSpace"), n: freeBytes, color: "var(--pressed)" },
  ];
  return (
    <>
      {freeBytes < Math.min(scarceBytes, totalBytes * scarceShare) && (
        <div className={styles.scarce}>
          <Notice kind="warn" title={t("storage.nearlyFull")}>
            {t("storage.nearlyFullTodo")}
          </Notice>
        </div>
      )}
      <Parts parts={parts} label={freeOf(storage)} />
      <ul className={styles.legend}>
        {parts.map(({ id, title, n, color }) => (
          <li key={id}>
            <span className={styles.swatch} style={{ background: color }} aria-hidden="true" />
            <span>{title}</span>
            <strong>{formatBytes(n)}</strong>
          </li>
        ))}
      </ul>
    </>
  );
}

function Datasets({ storage }: { storage: StorageFigures }) {
  if (storage.datasets.length === 0) {
    return (
      <Empty icon={<Database size={20} />} title={t("storage.none")}>
        {t("storage.noneLead")}
      </Empty>
    );
  }
  return (
    <Table
      label={t("storage.datasets")}
      head={[{ title: t("storage.dataset") }, { title: t("storage.items"), number: true }, { title: t("storage.size"), number: true }]}
    >
      {storage.datasets.map(({ id, name, items, bytes }) => (
        <tr key={id}>
          <td>
            <Link to={`/data/${id}`} className={styles.name} dir="auto">
              {name}
            </Link>
          </td>
          <td data-number>{formatNumber(items)}</td>
          <td data-number>{formatBytes(bytes)}</td>
        </tr>
      ))}
    </Table>
  );
}

function Deleted({ things }: { things: readonly Trashed[] }) {
  const client = useQueryClient();
  const [back, setBack] = useState("");
  const restore = useMutation({
    mutationFn: (thing: Trashed) => undo(thing.undo),
    onSuccess: async (_, { name }) => {
      setBack(name);
      await changed(client, "trash", "storage", "projects", "datasets", "project", "dataset", "work");
    },
  });
  return (
    <>
      {back && <Notice kind="good" title={t("trash.restored", { name: back })} />}
      {restore.error && <Failure error={restore.error} />}
      {things.length === 0 ? (
        <Empty icon={<Trash2 size={20} />} title={t("trash.none")}>
          {t("trash.noneLead")}
        </Empty>
      ) : (
        <Table
          label={t("trash.title")}
          head={[
            { title: t("trash.name") },
            { title: t("trash.kind") },
            { title: t("trash.when") },
            { title: t("trash.by") },
            { title: t("trash.until") },
            { title: "" },
          ]}
        >
          {things.map((thing) => (
            <tr key={thing.id}>
              <td dir="auto">{thing.name}</td>
              <td>{t(`trash.kind.${thing.kind}`)}</td>
              <td>{formatAgo(thing.deletedAt)}</td>
              <td dir="auto">{thing.by}</td>
              <td>{formatDay(thing.purgeAt)}</td>
              <td data-number>
                <Button
                  small
                  icon={<Undo2 />}
                  aria-label={t("trash.restoreOf", { name: thing.name })}
                  disabled={restore.isPending}
                  onClick={() => restore.mutate(thing)}
                >
                  {t("trash.restore")}
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
