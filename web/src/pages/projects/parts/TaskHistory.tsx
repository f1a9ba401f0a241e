import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { historyQuery } from "@/api/review";
import type { GetTaskResponse, HistoryEvent, Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { HistoryDialog } from "@/pages/review/parts/HistoryDialog";
import { HistoryList } from "@/pages/review/parts/HistoryList";
import { Section } from "@/ui/Page";

/** Who answered, corrected and reviewed a task, and what each of them changed. */
export function TaskHistory({ task, ontology }: { task: GetTaskResponse; ontology: Ontology }) {
  const { data } = useQuery(historyQuery(task.id));
  const [shown, setShown] = useState<HistoryEvent | null>(null);
  if (!data || data.length === 0) return null;
  return (
    <Section title={t("history.title")}>
      <HistoryList taskId={task.id} events={data} onShow={setShown} />
      {shown && <HistoryDialog task={task} ontology={ontology} first={shown} onClose={() => setShown(null)} />}
    </Section>
  );
}
