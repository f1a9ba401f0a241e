import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Folder, HardDrive } from "lucide-react";
import { useState } from "react";
import { formatBytes, t } from "@/app/messages";
import { folderQuery } from "@/api/imports";
import { Button } from "@/ui/Button";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import type { Chosen } from "./chosen";
import styles from "./ServerFolders.module.css";

interface ServerFoldersProps {
  roots: readonly { name: string }[];
  onChoose: (chosen: Chosen) => void;
  onBack: () => void;
}

/** Walk through the folders that the server offers, and pick one. */
export function ServerFolders({ roots, onChoose, onBack }: ServerFoldersProps) {
  const [root, setRoot] = useState<string | null>(roots.length === 1 ? (roots[0]?.name ?? null) : null);
  const [path, setPath] = useState("");
  const go = (nextRoot: string | null, nextPath: string) => {
    setRoot(nextRoot);
    setPath(nextPath);
  };
  const parts = path === "" ? [] : path.split("/");
  const name = parts.at(-1) ?? root ?? "";

  return (
    <section className={styles.browser} aria-label={t("import.browse")}>
      <nav className={styles.trail} aria-label={t("import.browse")}>
        {roots.length > 1 && (
          <button type="button" onClick={() => go(null, "")} aria-current={root === null || undefined}>
            {t("import.roots")}
          </button>
        )}
        {root !== null && (
          <button type="button" onClick={() => go(root, "")} aria-current={path === "" || undefined}>
            {root}
          </button>
        )}
        {parts.map((part, at) => (
          <button
            key={at}
            type="button"
            onClick={() => go(root, parts.slice(0, at + 1).join("/"))}
            aria-current={at === parts.length - 1 || undefined}
          >
            {part}
          </button>
        ))}
      </nav>
      <div className={styles.rows}>
        {root === null ? (
          roots.map((one) => <Row key={one.name} name={one.name} root onOpen={() => go(one.name, "")} />)
        ) : (
          <Inside root={root} path={path} onOpen={(folder) => go(root, path === "" ? folder : `${path}/${folder}`)} />
        )}
      </div>
      <footer className={styles.footer}>
        <Button small kind="quiet" onClick={onBack}>
          {t("import.backToFiles")}
        </Button>
        <span className={styles.lead}>{t("import.browseLead")}</span>
        <Button
          small
          kind="primary"
          disabled={root === null}
          onClick={() => root !== null && onChoose({ from: "server", name, root, path })}
        >
          {t("import.useFolder")}
        </Button>
      </footer>
    </section>
  );
}

function Inside({ root, path, onOpen }: { root: string; path: string; onOpen: (folder: string) => void }) {
  const folder = useQuery(folderQuery(root, path));
  if (folder.error) return <Failure error={folder.error} onRetry={() => void folder.refetch()} />;
  if (!folder.data) return <Skeleton rows={5} height={30} />;
  const { folders, files, more } = folder.data;
  return (
    <>
      {folders.map((name) => (
        <Row key={name} name={name} onOpen={() => onOpen(name)} />
      ))}
      {folders.length === 0 && <p className={styles.note}>{t("import.folderEmpty")}</p>}
      {files.length > 0 && (
        <p className={styles.note}>
          {t("import.folderFiles", { n: files.length })} · {formatBytes(files.reduce((sum, { size }) => sum + size, 0))}
          <span className={styles.names}>
            {files
              .slice(0, 12)
              .map((file) => file.name)
              .join(", ")}
          </span>
        </p>
      )}
      {more && <p className={styles.note}>{t("import.folderMore")}</p>}
    </>
  );
}

function Row({ name, root, onOpen }: { name: string; root?: boolean; onOpen: () => void }) {
  const Icon = root ? HardDrive : Folder;
  return (
    <button type="button" className={styles.row} onClick={onOpen}>
      <Icon size={16} aria-hidden="true" />
      <span>{name}</span>
      <ChevronRight size={14} aria-hidden="true" />
    </button>
  );
}
