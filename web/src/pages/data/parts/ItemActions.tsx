import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Scissors, Tag, TagsIcon, Trash2 } from "lucide-react";
import { changed, changeItems, type ItemChange } from "@/app/lists/calls";
import { BulkForm, BulkChoice, BulkConfirm } from "@/app/lists/BulkForms";
import type { Acting } from "@/app/lists/Listing";
import { t } from "@/app/messages";
import { Failure } from "@/ui/Notice";
import { usualSplits } from "./splits";

/** What can be done with many items at once. */
export function ItemActions({ datasetId, acting }: { datasetId: string; acting: Acting }) {
  const { chosen, n, fields, done } = acting;
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: ({ change: what }: { change: ItemChange; say: (n: number) => string }) => changeItems(datasetId, chosen, what),
    onSuccess: async (result, { say }) => {
      await changed(client, "dataset", "datasets", "project", "item");
      done({ text: say(result.changed), undo: result.undo });
    },
  });
  const valuesOf = (name: string) => fields.find((field) => field.name === name)?.values ?? [];
  const tags = valuesOf("tag").map(({ value }) => value);
  const splits = [...new Set([...usualSplits, ...valuesOf("split").map(({ value }) => value)])].filter(Boolean);

  return (
    <>
      <BulkForm
        title={t("items.tag")}
        icon={<Tag />}
        label={t("items.tagName")}
        hint={t("items.tagHint")}
        known={tags}
        submit={t("items.tagAdd")}
        busy={change.isPending}
        onSubmit={(tag) => change.mutate({ change: { tag }, say: (k) => t("items.tagged", { n: k, tag }) })}
      />
      <BulkChoice
        title={t("items.untag")}
        icon={<TagsIcon />}
        options={tags.map((tag) => ({ id: tag, title: tag }))}
        none={t("items.untagNone")}
        busy={change.isPending}
        onChoose={(untag) => change.mutate({ change: { untag }, say: (k) => t("items.untagged", { n: k, tag: untag }) })}
      />
      <BulkForm
        title={t("items.setSplit")}
        icon={<Scissors />}
        label={t("items.splitName")}
        hint={t("items.splitHint")}
        known={splits}
        nothing={t("items.splitNone")}
        submit={t("items.splitSet")}
        busy={change.isPending}
        onSubmit={(split) =>
          change.mutate({
            change: { split },
            say: (k) => (split === "" ? t("items.noSplit", { n: k }) : t("items.inSplit", { n: k, split })),
          })
        }
      />
      <BulkConfirm
        title={t("items.delete")}
        icon={<Trash2 />}
        lead={t("items.deleteLead", { n })}
        submit={t("items.deleteDo", { n })}
        busy={change.isPending}
        onConfirm={() => change.mutate({ change: { delete: true }, say: (k) => t("items.deleted", { n: k }) })}
      />
      {change.error && <Failure error={change.error} />}
    </>
  );
}
