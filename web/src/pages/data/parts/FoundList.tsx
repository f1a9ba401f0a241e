import { FileArchive, FileX2, Image, Table2 } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { t } from "@/app/messages";
import type { UploadSource } from "@/api/upload";
import { isLitter, kindOf, type Found } from "./chosen";
import styles from "./FoundList.module.css";
import { Pictures } from "./Pictures";
import { listZip } from "./zip";

const mostNames = 20;

/** What was recognised in what was chosen: so many of each kind, the first pictures, and what is left out and why. */
export function FoundList({ found, endings }: { found: Found; endings: readonly string[] }) {
  const { pictures, tables, archives, others, empty } = found;
  return (
    <div className={styles.found}>
      <ul className={styles.kinds} aria-label={t("import.found")}>
        {pictures.length > 0 && <Kind icon={<Image size={14} />}>{t("import.pictures", { n: pictures.length })}</Kind>}
        {tables.length > 0 && <Kind icon={<Table2 size={14} />}>{t("import.tables", { n: tables.length })}</Kind>}
        {archives.slice(0, mostNames).map((archive) => (
          <Archive key={archive.path} archive={archive} endings={endings} />
        ))}
        {archives.length > mostNames && <li className={styles.kind}>{t("import.leftMore", { n: archives.length - mostNames })}</li>}
      </ul>
      {pictures.length > 0 && <Pictures pictures={pictures} />}
      {others.length + empty.length > 0 && <LeftOut others={others} empty={empty} />}
    </div>
  );
}

function Kind({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className={styles.kind}>
      <span aria-hidden="true">{icon}</span>
      {children}
    </li>
  );
}

/** What an archive's own list says about its content. */
function Archive({ archive, endings }: { archive: UploadSource; endings: readonly string[] }) {
  const [content, setContent] = useState<{ pictures: number; tables: number; others: number } | null>(null);
  useEffect(() => {
    let shown = true;
    void listZip(archive.file)
      .catch(() => null)
      .then((entries) => {
        if (!shown || !entries) return;
        const count = { picture: 0, table: 0, archive: 0, other: 0 };
        for (const { path } of entries) if (!isLitter(path)) count[kindOf(path, endings)] += 1;
        setContent({ pictures: count.picture, tables: count.table, others: count.other + count.archive });
      });
    return () => {
      shown = false;
    };
  }, [archive, endings]);

  const name = archive.path.split("/").at(-1) ?? archive.path;
  if (!content) return <Kind icon={<FileArchive size={14} />}>{t("import.archiveUnread", { name })}</Kind>;
  const parts = [
    content.pictures > 0 && t("import.pictures", { n: content.pictures }),
    content.tables > 0 && t("import.tables", { n: content.tables }),
    content.others > 0 && t("import.leftOut", { n: content.others }),
  ].filter((part) => part !== false);
  const nothing = content.pictures + content.tables === 0;
  return (
    <Kind icon={<FileArchive size={14} />}>
      {t("import.archive", { name, content: nothing ? t("import.archiveNothing") : parts.join(", ") })}
    </Kind>
  );
}

function LeftOut({ others, empty }: { others: readonly UploadSource[]; empty: readonly UploadSource[] }) {
  const n = others.length + empty.length;
  const rows = [
    ...others.map(({ path }) => ({ path, why: t("import.leftOther") })),
    ...empty.map(({ path }) => ({ path, why: t("import.leftEmpty") })),
  ].slice(0, mostNames);
  return (
    <details className={styles.left}>
      <summary>
        <FileX2 size={14} aria-hidden="true" />
        {t("import.leftOut", { n })}
      </summary>
      <ul>
        {rows.map(({ path, why }) => (
          <li key={path}>
            <code>{path}</code> {why}
          </li>
        ))}
        {n > rows.length && <li>{t("import.leftMore", { n: n - rows.length })}</li>}
      </ul>
    </details>
  );
}
