import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { formatAgo, formatDay, t } from "@/app/messages";
import { api, call } from "@/api/client";
import type { ListedKey } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Failure } from "@/ui/Notice";
import { Table } from "@/ui/Table";
import styles from "./Keys.module.css";

/** Keys, what they may do, when they were used last and when they end; and the way to revoke one. */
export function KeyTable({ keys, whose }: { keys: readonly ListedKey[]; whose?: boolean }) {
  const [revoking, setRevoking] = useState<ListedKey | null>(null);
  return (
    <>
      <Table
        label={t("keys.title")}
        head={[
          { title: t("keys.name") },
          { title: t("keys.scope") },
          ...(whose ? [{ title: t("keys.member") }] : []),
          { title: t("keys.created") },
          { title: t("keys.used") },
          { title: t("keys.expires") },
          { title: "" },
        ]}
      >
        {keys.map((key) => (
          <tr key={key.id}>
            <td className={styles.name} dir="auto" title={key.name}>
              {key.name}
            </td>
            <td>{t(`keys.scope.${key.scope}`)}</td>
            {whose && (
              <td className={styles.name} dir="auto">
                {key.memberName}
              </td>
            )}
            <td>{formatAgo(key.createdAt)}</td>
            <td>{key.usedAt === null ? t("members.never") : formatAgo(key.usedAt)}</td>
            <td>
              <Expiry at={key.expiresAt} />
            </td>
            <td data-number>
              <Button small kind="danger" aria-label={`${t("keys.revoke")} ${key.name}`} onClick={() => setRevoking(key)}>
                {t("keys.revoke")}
              </Button>
            </td>
          </tr>
        ))}
      </Table>
      {revoking && <Revoke target={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function Expiry({ at }: { at: number | null }) {
  if (at === null) return t("keys.endless");
  return at <= Date.now() ? <Badge tone="warn">{t("keys.expired")}</Badge> : formatDay(at);
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
