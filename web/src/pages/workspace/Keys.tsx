import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { formatAgo, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { api, call } from "@/api/client";
import { keysQuery } from "@/api/queries";
import type { ListedKey } from "@/api/types";
import { Button } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { TextField } from "@/ui/Field";
import { Failure, Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";

export const route = {
  path: "/keys",
  frame: "app",
  roles: ["owner", "manager"],
  nav: { label: "nav.keys", icon: "keys", order: 5 },
} satisfies PageRoute;

/** Keys with which scripts do what I may do. */
export default function Keys() {
  const keys = useQuery(keysQuery);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ListedKey | null>(null);
  const make = (
    <Button kind="primary" icon={<Plus />} onClick={() => setMaking(true)}>
      {t("keys.new")}
    </Button>
  );
  return (
    <Page title={t("keys.title")} lead={t("keys.lead")} actions={keys.data && keys.data.items.length > 0 && make}>
      {keys.isPending && <Skeleton />}
      {keys.error && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.items.length === 0 && (
        <Empty icon={<KeyRound size={20} />} title={t("keys.empty")} action={make}>
          {t("keys.emptyLead")}
        </Empty>
      )}
      {keys.data && keys.data.items.length > 0 && (
        <Table
          label={t("keys.title")}
          head={[{ title: t("keys.name") }, { title: t("keys.created") }, { title: t("keys.member") }, { title: "" }]}
        >
          {keys.data.items.map((key) => (
            <tr key={key.id}>
              <td>{key.name}</td>
              <td>{formatAgo(key.createdAt)}</td>
              <td>{key.memberName}</td>
              <td data-number>
                <Button small kind="danger" aria-label={`${t("keys.revoke")} ${key.name}`} onClick={() => setRevoking(key)}>
                  {t("keys.revoke")}
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {making && <NewKey onClose={() => setMaking(false)} />}
      {revoking && <Revoke target={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  );
}

function NewKey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () => call(api.POST("/api/keys", { body: { name: name.trim() } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["keys"] }),
  });
  return (
    <Dialog
      title={t("keys.new")}
      onClose={onClose}
      footer={
        create.data ? (
          <Button onClick={onClose}>{t("members.done")}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("ui.cancel")}</Button>
            <Button kind="primary" type="submit" form="new-key" disabled={name.trim() === "" || create.isPending}>
              {t("keys.create")}
            </Button>
          </>
        )
      }
    >
      {create.data ? (
        <Notice kind="good" title={name}>
          <p>{t("keys.once")}</p>
          <Copy text={create.data.key} label={t("keys.key")} />
        </Notice>
      ) : (
        <form
          id="new-key"
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <TextField label={t("keys.name")} data-focus value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          {create.error && <Failure error={create.error} />}
        </form>
      )}
    </Dialog>
  );
}

function Revoke({ target, onClose }: { target: ListedKey; onClose: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => call(api.DELETE("/api/keys/{id}", { params: { path: { id: target.id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["keys"] });
      onClose();
    },
  });
  return (
    <Dialog
      title={t("keys.revokeTitle", { name: target.name })}
      onClose={onClose}
      footer={
        <>
          <Button data-focus onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button kind="danger" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
            {t("keys.revoke")}
          </Button>
        </>
      }
    >
      <p>{t("keys.revokeLead")}</p>
      {revoke.error && <Failure error={revoke.error} />}
    </Dialog>
  );
}
