import { sayDeadline } from "@/app/deadline";
import { formatNumber, t } from "@/app/messages";
import type { GetTaskResponse } from "@/api/types";
import { FactList } from "@/ui/FactList";
import { Section } from "@/ui/Page";

/** Where a task stands in the work: its batch, when that is due, and whom it is for. */
export function Place({ task }: { task: GetTaskResponse }) {
  const { assigned, batch, priority } = task;
  if (assigned.length === 0 && !batch && priority === 0) return null;
  return (
    <Section title={t("task.place")}>
      <FactList
        facts={[
          ...assigned.map(({ name, state }, at) => ({
            name: at === 0 ? t("tasks.assigned") : "",
            value: `${name} (${t(`tasks.assignedState.${state}`)})`,
            data: true,
          })),
          { name: t("tasks.batch"), value: batch && `${batch.name} (${t(`batches.state.${batch.state}`)})`, data: true },
          { name: t("batches.deadline"), value: batch?.deadline ? sayDeadline(batch.deadline) : null },
          { name: t("tasks.priority"), value: priority === 0 ? null : formatNumber(priority) },
        ]}
      />
    </Section>
  );
}
