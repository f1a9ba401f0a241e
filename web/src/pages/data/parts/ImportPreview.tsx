import { File as FileIcon, FileArchive, Files, Folder } from "lucide-react";
import { useMemo } from "react";
import { formatBytes, formatPercent, t } from "@/app/messages";
import { useStore } from "@/app/jobs/useStore";
import type { UploadBatch } from "@/api/uploadBatch";
import { Button } from "@/ui/Button";
import { Failure, Notice } from "@/ui/Notice";
import { ProgressBar } from "@/ui/ProgressBar";
import { Skeleton } from "@/ui/Skeleton";
import { worthSending, type Chosen } from "./chosen";
import { FoundList } from "./FoundList";
import { ImportChoice } from "./ImportChoice";
import styles from "./ImportPreview.module.css";
import { LookReport } from "./LookReport";
import { MappingFields } from "./MappingFields";
import { OriginFields } from "./OriginFields";
import type { Import } from "./useImport";

/** Choose data, see what it is and how it is read, correct the reading, and say where it is from: all on one screen. */
export function ImportPreview({ flow, origin }: { flow: Import; origin?: boolean }) {
  const { chosen, found, lead, look, error, reading, sending } = flow;
  const endings = useMemo(() => flow.formats.flatMap(({ extensions }) => extensions), [flow.formats]);

  if (!chosen) return <ImportChoice flow={flow} teach={origin} />;

  const nothing = found !== null && worthSending(found).length === 0;
  return (
    <div className={styles.preview}>
      <Source chosen={chosen} onOther={() => flow.choose(null)} />
      {nothing && <Nothing empty={found.empty.length} others={found.others.length} />}
      {found && (worthSending(found).length > 1 || (!lead && !(nothing && found.others.length === 0))) && (
        <FoundList found={found} endings={endings} />
      )}
      {error && <Failure error={error} onRetry={flow.again} />}
      {sending && <Sending batch={sending} />}
      {!look && reading && !sending && (
        <>
          <p className={styles.reading} role="status">
            {t("import.reading", { name: lead?.path ?? chosen.name })}
          </p>
          <Skeleton rows={3} />
        </>
      )}
      {look && look.report.columns.length > 0 && <MappingFields flow={flow} look={look} />}
      {look && <LookReport flow={flow} look={look} />}
      {!nothing && <OriginFields open={origin} settings={flow.settings} onChange={flow.change} />}
    </div>
  );
}

function Source({ chosen, onOther }: { chosen: Chosen; onOther: () => void }) {
  const several = chosen.from === "files" && chosen.files.length > 1;
  const Icon =
    chosen.from === "server" || chosen.folder
      ? Folder
      : several
        ? Files
        : /\.(zip|tar|tgz|tar\.gz)$/i.test(chosen.name)
          ? FileArchive
          : FileIcon;
  const amount = chosen.from === "server" ? [chosen.root, chosen.path].filter(Boolean).join("/") : formatBytes(chosen.bytes);
  const count = several && chosen.folder ? `${t("import.severalFiles", { n: chosen.files.length })} · ` : "";
  return (
    <div className={styles.file}>
      <Icon size={16} aria-hidden="true" />
      <span className={styles.fileName} title={chosen.name}>
        {chosen.name}
      </span>
      <span className={styles.amount}>
        {count}
        {amount}
      </span>
      <Button small kind="quiet" onClick={onOther}>
        {t("import.other")}
      </Button>
    </div>
  );
}

function Nothing({ empty, others }: { empty: number; others: number }) {
  const onlyEmpty = empty > 0 && others === 0;
  return (
    <Notice kind="warn" title={onlyEmpty ? t("import.allEmpty") : t("import.nothing")}>
      {t(onlyEmpty ? "import.allEmptyTodo" : "import.nothingTodo")}
    </Notice>
  );
}

function Sending({ batch }: { batch: UploadBatch }) {
  const state = useStore(batch, () => batch.state);
  const share = state.bytes === 0 ? 0 : state.sent / state.bytes;
  return (
    <div className={styles.sending}>
      <ProgressBar label={t("import.sending")} share={share} />
      <p>
        {state.trouble ? t(`jobs.${state.trouble}`) : t("import.sending")} · {formatPercent(share)}
      </p>
    </div>
  );
}
