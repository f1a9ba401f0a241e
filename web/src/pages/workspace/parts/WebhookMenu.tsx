import { useMutation, useQueryClient } from "@tanstack/react-query";
import { MoreHorizontal } from "lucide-react";
import { useState } from "react";
import { t } from "@/app/messages";
import { api, call } from "@/api/client";
import type { Webhook } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Menu } from "@/ui/Menu";
import { Failure } from "@/ui/Notice";
import { WebhookForm } from "./WebhookForm";
import styles from "./Webhooks.module.css";
import { NewSecret } from "./WebhookSecret";

/** Switches a webhook on or off. */
export function useSwitch({ id }: Pick<Webhook, "id">) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (enabled: boolean) => call(api.PATCH("/api/webhooks/{id}", { params: { path: { id } }, body: { enabled } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
}

/** What else can be done with a webhook. */
export function WebhookMenu({ target, onDeleted }: { target: Webhook; onDeleted?: () => void }) {
  const [open, setOpen] = useState<"edit" | "secret" | "delete" | null>(null);
  const turn = useSwitch(target);
  const close = () => setOpen(null);
  const isOff = target.state === "disabled";
  const label = t("webhooks.actions", { name: target.name });
  return (
    <>
      <Menu
        label={label}
        className={styles.more}
        trigger={<MoreHorizontal size={16} aria-label={label} role="img" />}
        items={[
          { id: "edit", title: t("webhooks.edit"), run: () => setOpen("edit") },
          { id: "secret", title: t("webhooks.rotate"), run: () => setOpen("secret") },
          { id: "turn", title: t(isOff ? "webhooks.on" : "webhooks.off"), run: () => turn.mutate(isOff) },
          { id: "delete", title: t("webhooks.delete"), danger: true, run: () => setOpen("delete") },
        ]}
      />
      {turn.error && (
        <Dialog title={target.name} onClose={() => turn.reset()}>
          <Failure error={turn.error} />
        </Dialog>
      )}
      {open === "edit" && <WebhookForm target={target} onClose={close} />}
      {open === "secret" && <NewSecret target={target} onClose={close} />}
      {open === "delete" && <Delete target={target} onClose={close} onDeleted={onDeleted} />}
    </>
  );
}

function Delete({ target, onClose, onDeleted }: { target: Webhook; onClose: () => void; onDeleted: (() => void) | undefined }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call(api.DELETE("/api/webhooks/{id}", { params: { path: { id: target.id } } })),
    onSuccess: async () => {
      onDeleted?.();
      await client.invalidateQueries({ queryKey: ["webhooks"], exact: true });
      onClose();
    },
  });
  return (
    <Dialog
      title={t("webhooks.deleteTitle", { name: target.name })}
      onClose={onClose}
      footer={
        <>
          <Button data-focus onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button kind="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t("webhooks.deleteGo")}
          </Button>
        </>
      }
    >
      <p>{t("webhooks.deleteLead")}</p>
      {remove.error && <Failure error={remove.error} />}
    </Dialog>
  );
}
