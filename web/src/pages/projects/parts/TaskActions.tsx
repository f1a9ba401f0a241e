import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, Flag, Layers, PackagePlus, RotateCcw } from "lucide-react";
import { useState } from "react";
import { BulkButton, BulkConfirm, BulkForm } from "@/app/lists/BulkForms";
import { changed, changeTasks, type TaskChange } from "@/app/lists/calls";
import type { Acting } from "@/app/lists/Listing";
import { t } from "@/app/messages";
import { Failure } from "@/ui/Notice";
import { AssignForm } from "./AssignForm";
import { BatchDialog } from "./BatchDialog";

/** What can be done with many tasks at once. */
export function TaskActions({ projectId, acting }: { projectId: string; acting: Acting }) {
  const { chosen, n, fields, done } = acting;
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: ({ change: what }: { change: TaskChange; say: (n: number) => string }) => changeTasks(projectId, chosen, what),
    onSuccess: async (result, { say }) => {
      await changed(client, "project", "projects", "task", "item", "work");
      done({ text: result.changed === 0 ? t("tasks.changedNone") : say(result.changed), undo: result.undo });
    },
  });
  const [gathering, setGathering] = useState(false);
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
      <BulkButton title={t("tasks.newBatchFrom")} icon={<PackagePlus />} busy={change.isPending} onDo={() => setGathering(true)} />
      {gathering && (
        <BatchDialog
          projectId={projectId}
          n={n}
          onClose={() => setGathering(false)}
          onMade={(batch) => change.mutate({ change: { batch }, say: (k) => t("tasks.inBatch", { n: k, batch }) })}
        />
      )}
      <AssignForm
        projectId={projectId}
        busy={change.isPending}
        onAssign={(people) =>
          change.mutate({
            change: { assign: people.map(({ id }) => id) },
            say: (k) =>
              people.length === 0
                ? t("tasks.unassigned", { n: k })
                : t("tasks.assignedTo", { n: k, people: people.map(({ name }) => name).join(", ") }),
          })
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
      <BulkForm
        title={t("tasks.reopen")}
        icon={<RotateCcw />}
        type="number"
        initial="1"
        label={t("tasks.reopenMore")}
        hint={t("tasks.reopenHint")}
        known={["1", "2", "3"]}
        submit={t("tasks.reopen")}
        busy={change.isPending}
        onSubmit={(text) =>
          change.mutate({ change: { reopen: true, more: Math.trunc(Number(text)) }, say: (k) => t("tasks.reopened", { n: k }) })
        }
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
