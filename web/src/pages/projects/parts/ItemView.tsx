import { useMemo } from "react";
import { useCommands } from "@/app/commands";
import { t } from "@/app/messages";
import type { GetTaskResponse, Ontology, TaskAnswer } from "@/api/types";
import { toRecords } from "@/editors/document";
import { Facts } from "@/editors/text/Facts";
import { useWorkbench } from "@/editors/useWorkbench";
import styles from "./Task.module.css";

interface ItemViewProps {
  task: GetTaskResponse;
  ontology: Ontology;
  /** Whose marks are shown on it. */
  answer: TaskAnswer | null;
}

/** What a task is about, with what one answer marks in it. */
export function ItemView({ task: { item, ordinal }, ontology, answer }: ItemViewProps) {
  const { id, modality, text, image } = item;
  const document = answer?.document ?? null;
  const opening = useMemo(
    () => ({ ontology, item: { modality, text, image }, records: toRecords(document), readOnly: true }),
    [ontology, modality, text, image, document],
  );
  const bench = useWorkbench(opening);
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
