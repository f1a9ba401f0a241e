import { useEffect, useMemo } from "react";
import { useCommands } from "@/app/commands";
import { t } from "@/app/messages";
import type { AnswerDocument, GetTaskResponse, Ontology } from "@/api/types";
import { toRecords } from "@/editors/document";
import { Facts } from "@/editors/text/Facts";
import { useWorkbench } from "@/editors/useWorkbench";
import styles from "./Task.module.css";

interface ItemViewProps {
  task: GetTaskResponse;
  ontology: Ontology;
  /** The marks that are shown on it. */
  document: AnswerDocument | null;
  /** Marks that are seen only while they are picked. */
  apart: readonly string[];
  /** The mark that somebody picked in a list. */
  picked: string;
}

/** What a task is about, with what one answer marks in it. */
export function ItemView({ task: { item, ordinal }, ontology, document, apart, picked }: ItemViewProps) {
  const { id, modality, text, image } = item;
  const opening = useMemo(
    () => ({ ontology, item: { modality, text, image }, records: toRecords(document), readOnly: true }),
    [ontology, modality, text, image, document],
  );
  const bench = useWorkbench(opening);
  useEffect(() => {
    bench?.editor.send({ type: "hide", ids: apart.filter((id) => id !== picked), on: true });
    bench?.editor.send({ type: "hide", ids: [picked], on: false });
    bench?.editor.send({ type: "select", ids: picked === "" ? [] : [picked] });
  }, [bench, apart, picked]);
  useCommands(bench?.commands() ?? []);
  return (
    <div className={styles.picture}>
      <div className={styles.surface}>
        {bench?.surface({ src: image ? `/api/items/${id}/file` : null, label: t("label.image", { n: ordinal }) })}
      </div>
      <Facts metadata={item.metadata} />
    </div>
  );
}
