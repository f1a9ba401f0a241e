import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, Flag, Layers, RotateCcw } from "lucide-react";
import { BulkButton, BulkConfirm, BulkForm } from "@/app/lists/BulkForms";
import { changed, changeTasks, type TaskChange } from "@/app/lists/calls";
import type { Acting } from "@/app/lists/Listing";
import { t } from "@/app/messages";
import { Failure } from "@/ui/Notice";

/** What can be done with many tasks at once. */
export function TaskActions({ projectId, acting }: { projectId: string; acting: Acting }) {
  const { chosen, n, fields, done } = acting;
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: ({ change: what }: { change: TaskChange; say: (n: number) => string }) => changeTasks(projectId, chosen, what),
    onSuccess: async (result, { say }) => {
      await changed(client, "project", "projects", "task", "item", "work");
      done({ text: result.changed === 0 ? t("tasks.changedNone") : say(result.changed) });
    },
  });
  const batches = (fields.find(({ name }) => name === "batch")?.values ?? []).map(({ title }) => title);

  return (
    <>
      <BulkForm
        title={t("tasks.setBatch")}
        icon={<Layers />}
        label={t("tasks.newBatch")}
        hint={t("tasks.batchHint")}
        known={batches.filter(Boolean)}
        nothing={t("tasks.noBatch")}
        submit={t("tasks.putInto")}
        busy={change.isPending}
        onSubmit={(batch) =>
          change.mutate({ change: { batch }, say: (k) => t("tasks.inBatch", { n: k, batch: batch || t("tasks.noBatch") }) })
        }
      />
      <BulkForm
        title={t("tasks.setPriority")}
        icon={<Flag />}
        type="number"
        initial="0"
        label={t("tasks.priority")}
        hint={t("tasks.priorityHint")}
        known={["-10", "0", "10", "100"]}
        submit={t("tasks.prioritySet")}
        busy={change.isPending}
        onSubmit={(text) =>
          change.mutate({ change: { priority: Math.trunc(Number(text)) }, say: (k) => t("tasks.hasPriority", { n: k, priority: text }) })
        }
      />
      <BulkButton
        title={t("tasks.reopen")}
        icon={<RotateCcw />}
        busy={change.isPending}
        onDo={() => change.mutate({ change: { reopen: true }, say: (k) => t("tasks.reopened", { n: k }) })}
      />
      <BulkConfirm
        title={t("tasks.cancel")}
        icon={<Ban />}
        lead={t("tasks.cancelLead", { n })}
        submit={t("tasks.cancelDo", { n })}
        busy={change.isPending}
        onConfirm={() => change.mutate({ change: { cancel: true }, say: (k) => t("tasks.cancelled", { n: k }) })}
      />
      {change.error && <Failure error={change.error} />}
    </>
  );
}
