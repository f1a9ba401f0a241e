import { useMutation, useQueryClient } from "@tanstack/react-query";
import { t } from "@/app/messages";
import { api, call } from "@/api/client";
import type { Webhook } from "@/api/types";
import { Button } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { Dialog } from "@/ui/Dialog";
import { Failure, Notice } from "@/ui/Notice";
import styles from "./Webhooks.module.css";

const formula = '"v1," + base64(hmac_sha256(unbase64(what follows whsec_), webhook-id + "." + webhook-timestamp + "." + body))';

/** A secret, the only time that it is seen, and what to do with it. */
export function ShownSecret({ name, secret }: { name: string; secret: string }) {
  return (
    <div className={styles.secret}>
      <Notice kind="good" title={name}>
        <p>{t("webhooks.secretOnce")}</p>
        <Copy text={secret} label={t("webhooks.secret")} />
      </Notice>
      <p className={styles.muted}>{t("webhooks.secretFor")}</p>
      <code className={styles.formula}>{formula}</code>
    </div>
  );
}

/** Asks whether there should be a new secret, and shows it. */
export function NewSecret({ target, onClose }: { target: Webhook; onClose: () => void }) {
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => call(api.POST("/api/webhooks/{id}/secret", { params: { path: { id: target.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  return (
    <Dialog
      title={t("webhooks.rotateTitle", { name: target.name })}
      onClose={onClose}
      footer={
        rotate.data ? (
          <Button onClick={onClose}>{t("webhooks.done")}</Button>
        ) : (
          <>
            <Button data-focus onClick={onClose}>
              {t("ui.cancel")}
            </Button>
            <Button kind="primary" disabled={rotate.isPending} onClick={() => rotate.mutate()}>
              {t("webhooks.rotateGo")}
            </Button>
          </>
        )
      }
    >
      {rotate.data ? <ShownSecret name={target.name} secret={rotate.data.secret} /> : <p>{t("webhooks.rotateLead")}</p>}
      {rotate.error && <Failure error={rotate.error} />}
    </Dialog>
  );
}
