import { t } from "@/app/messages";
import { Tabs } from "@/ui/Tabs";

/** What there is to see of a dataset. */
export function DatasetTabs({ id }: { id: string }) {
  return (
    <Tabs
      label={t("data.title")}
      tabs={[
        { to: `/data/${id}`, title: t("imports.items"), end: true },
        { to: `/data/${id}/imports`, title: t("imports.title") },
      ]}
    />
  );
}
