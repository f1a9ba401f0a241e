import { useQuery } from "@tanstack/react-query";
import { FolderSearch, Image, RefreshCw, Table2 } from "lucide-react";
import { useRef, useState } from "react";
import { t } from "@/app/messages";
import { rootsQuery } from "@/api/imports";
import { Button } from "@/ui/Button";
import { DropZone } from "@/ui/DropZone";
import { Notice } from "@/ui/Notice";
import { accepted, chosenFiles, fromDrop, fromList, type Chosen } from "./chosen";
import styles from "./ImportPreview.module.css";
import { ServerFolders } from "./ServerFolders";
import type { Import } from "./useImport";

const several = (n: number) => t("import.severalFiles", { n });

/** Choose or drop files and folders, or pick a folder that lies on the server. */
export function ImportChoice({ flow, teach }: { flow: Import; teach?: boolean }) {
  const roots = useQuery(rootsQuery);
  const [browsing, setBrowsing] = useState(false);
  const [reading, setReading] = useState<number | null>(null);
  const [trouble, setTrouble] = useState<"unreadable" | "empty" | null>(null);
  const turn = useRef(0);

  if (browsing) return <ServerFolders roots={roots.data?.roots ?? []} onChoose={flow.choose} onBack={() => setBrowsing(false)} />;

  const drop = async (transfer: DataTransfer) => {
    const mine = (turn.current += 1);
    setTrouble(null);
    setReading(0);
    try {
      const files = await fromDrop(transfer, (n) => mine === turn.current && setReading(n));
      if (mine !== turn.current) return;
      if (files.length === 0) setTrouble("empty");
      else flow.choose(chosenFiles(files, several));
    } catch {
      setTrouble("unreadable");
    } finally {
      setReading(null);
    }
  };
  const choose = (chosen: Chosen) => {
    setTrouble(null);
    flow.choose(chosen);
  };

  return (
    <div className={styles.preview}>
      <DropZone
        title={t("import.drop")}
        hint={reading === null || reading === 0 ? t("import.hint") : t("import.readingFolder", { n: reading })}
        accept={accepted(flow.formats.flatMap(({ extensions }) => extensions))}
        folder={t("import.folder")}
        onFiles={(files) => choose(chosenFiles(fromList(files), several))}
        onDrop={(transfer) => void drop(transfer)}
      >
        {(roots.data?.roots.length ?? 0) > 0 && (
          <Button small icon={<FolderSearch />} onClick={() => setBrowsing(true)}>
            {t("import.serverFolder")}
          </Button>
        )}
      </DropZone>
      {teach && <Teaching />}
      {trouble === "unreadable" && (
        <Notice kind="bad" title={t("import.folderFailed")}>
          {t("import.folderFailedTodo")}
        </Notice>
      )}
      {trouble === "empty" && (
        <Notice kind="warn" title={t("import.emptyFolder")}>
          {t("import.nothingTodo")}
        </Notice>
      )}
    </div>
  );
}

const lessons = [
  { id: "pictures", icon: <Image size={14} /> },
  { id: "rows", icon: <Table2 size={14} /> },
  { id: "again", icon: <RefreshCw size={14} /> },
] as const;

function Teaching() {
  return (
    <ul className={styles.teaching}>
      {lessons.map(({ id, icon }) => (
        <li key={id}>
          <span aria-hidden="true">{icon}</span>
          <p>
            <strong>{t(`import.teach.${id}`)}</strong>
            {t(`import.teach.${id}Lead`)}
          </p>
        </li>
      ))}
    </ul>
  );
}
