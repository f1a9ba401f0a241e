import { FileArchive, FileX2, Image, Table2 } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { t } from "@/app/messages";
import type { UploadSource } from "@/api/upload";
import { isJson, isLitter, kindOf, type Found, type Kind } from "./chosen";
import styles from "./FoundList.module.css";
import { mostPictures, Pictures } from "./Pictures";
import { listZip, readZipped } from "./zip";

const mostNames = 20;
const mostShownBytes = 16 << 20;

/** What was recognised in what was chosen: so many of each kind, the first pictures, and what is left out and why. */
export function FoundList({ found, endings }: { found: Found; endings: readonly string[] }) {
  const { pictures, tables, archives, others, empty } = found;
  return (
    <div className={styles.found}>
      <ul className={styles.kinds} aria-label={t("import.found")}>
        {pictures.length > 0 && <Line icon={<Image size={14} />}>{t("import.pictures", { n: pictures.length })}</Line>}
        {tables.length > 0 && <Line icon={<Table2 size={14} />}>{t("import.tables", { n: tables.length })}</Line>}
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

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className={styles.kind}>
      <span aria-hidden="true">{icon}</span>
      {children}
    </li>
  );
}

/** What an archive's own list says about its content, and its first pictures. */
function Archive({ archive, endings }: { archive: UploadSource; endings: readonly string[] }) {
  const [content, setContent] = useState<{ pictures: number; tables: number; others: number } | null>(null);
  const [shown, setShown] = useState<readonly UploadSource[]>([]);
  useEffect(() => {
    const gone = new AbortController();
    const isGone = () => gone.signal.aborted;
    const look = async () => {
      const entries = (await listZip(archive.file).catch(() => null))?.filter(({ path }) => !isLitter(path));
      if (isGone() || !entries) return;
      const of = (kind: Kind) => entries.filter(({ path, size }) => size > 0 && kindOf(path, endings) === kind);
      const [pictures, tables] = [of("picture"), of("table")];
      setContent({ pictures: pictures.length, tables: tables.length, others: entries.length - pictures.length - tables.length });
      const first = pictures.filter(({ size }) => size <= mostShownBytes).slice(0, mostPictures);
      const files = await Promise.all(first.map((entry) => readZipped(archive.file, entry).catch(() => null)));
      if (!isGone()) setShown(files.flatMap((file) => (file ? [{ file, path: file.name }] : [])));
    };
    void look();
    return () => gone.abort();
  }, [archive, endings]);

  const name = archive.path.split("/").at(-1) ?? archive.path;
  if (!content) return <Line icon={<FileArchive size={14} />}>{t("import.archiveUnread", { name })}</Line>;
  const parts = [
    content.pictures > 0 && t("import.pictures", { n: content.pictures }),
    content.tables > 0 && t("import.tables", { n: content.tables }),
    content.others > 0 && t("import.leftOut", { n: content.others }),
  ].filter((part) => part !== false);
  const nothing = content.pictures + content.tables === 0;
  return (
    <>
      <Line icon={<FileArchive size={14} />}>
        {t("import.archive", { name, content: nothing ? t("import.archiveNothing") : parts.join(", ") })}
      </Line>
      {shown.length > 0 && (
        <li className={styles.whole}>
          <Pictures pictures={shown} of={content.pictures} />
        </li>
      )}
    </>
  );
}

function LeftOut({ others, empty }: { others: readonly UploadSource[]; empty: readonly UploadSource[] }) {
  const n = others.length + empty.length;
  const rows = [
    ...others.map(({ path }) => ({ path, why: t(isJson(path) ? "import.leftJson" : "import.leftOther") })),
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
