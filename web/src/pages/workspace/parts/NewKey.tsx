import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "@/app/messages";
import { api, call } from "@/api/client";
import type { KeyScope } from "@/api/types";
import { Button } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { Failure, Notice } from "@/ui/Notice";
import styles from "./Keys.module.css";

const scopes: readonly KeyScope[] = ["read", "label", "all"];
const spans = ["30", "90", "365", ""] as const;

/** Names a key, says what it may do and how long it lasts, and shows it, once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<KeyScope>("all");
  const [days, setDays] = useState<(typeof spans)[number]>("90");
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      call(api.POST("/api/keys", { body: { name: name.trim(), scope, ...(days !== "" && { expiresInDays: Number(days) }) } })),
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
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <TextField label={t("keys.name")} data-focus value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          <SelectField
            label={t("keys.scope")}
            hint={t(`keys.scope.${scope}.hint`)}
            value={scope}
            onChange={(event) => setScope(event.target.value as KeyScope)}
          >
            {scopes.map((one) => (
              <option key={one} value={one}>
                {t(`keys.scope.${one}`)}
              </option>
            ))}
          </SelectField>
          <SelectField label={t("keys.lasts")} value={days} onChange={(event) => setDays(event.target.value as (typeof spans)[number])}>
            {spans.map((one) => (
              <option key={one} value={one}>
                {one === "" ? t("keys.endless") : t("keys.days", { n: Number(one) })}
              </option>
            ))}
          </SelectField>
          {create.error && <Failure error={create.error} />}
        </form>
      )}
    </Dialog>
  );
}
