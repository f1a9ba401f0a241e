import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Database, Plus } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { formatAgo, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { api, call } from "@/api/client";
import { datasetsQuery } from "@/api/queries";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { TextField } from "@/ui/Field";
import { List, ListRow } from "@/ui/List";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";

export const route = {
  path: "/data",
  frame: "app",
  roles: ["owner", "manager"],
  nav: { label: "nav.data", icon: "data", order: 3 },
} satisfies PageRoute;

export default function Datasets() {
  const datasets = useInfiniteQuery(datasetsQuery);
  const [making, setMaking] = useState(false);
  const rows = datasets.data?.pages.flatMap(({ items }) => items) ?? [];
  const make = (
    <Button kind="primary" icon={<Plus />} onClick={() => setMaking(true)}>
      {t("data.new")}
    </Button>
  );

  return (
    <Page title={t("data.title")} actions={rows.length > 0 && make}>
      {datasets.isPending && <Skeleton />}
      {datasets.error && <Failure error={datasets.error} onRetry={() => void datasets.refetch()} />}
      {datasets.data && rows.length === 0 && (
        <Empty icon={<Database size={20} />} title={t("data.empty")} action={make}>
          {t("data.emptyLead")}
        </Empty>
      )}
      {rows.length > 0 && (
        <List>
          {rows.map(({ id, name, itemCount, createdAt }) => (
            <ListRow
              key={id}
              to={`/data/${id}`}
              title={name}
              facts={[t("data.items", { n: itemCount }), formatAgo(createdAt)]}
              label={`${name}, ${formatNumber(itemCount)}`}
            />
          ))}
        </List>
      )}
      {datasets.hasNextPage && <Button onClick={() => void datasets.fetchNextPage()}>{t("ui.more")}</Button>}
      {making && <NewDataset onClose={() => setMaking(false)} />}
    </Page>
  );
}

function NewDataset({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const navigate = useNavigate();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () => call(api.POST("/api/datasets", { body: { name: name.trim() } })),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ["datasets"] });
      void navigate(`/data/${id}?import=1`);
    },
  });
  return (
    <Dialog
      title={t("data.new")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" type="submit" form="new-dataset" disabled={name.trim() === "" || create.isPending}>
            {t("data.create")}
          </Button>
        </>
      }
    >
      <form
        id="new-dataset"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextField label={t("data.name")} data-focus value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
        {create.error && <Failure error={create.error} />}
      </form>
    </Dialog>
  );
}
