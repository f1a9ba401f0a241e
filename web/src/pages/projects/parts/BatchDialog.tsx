import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { localTime } from "@/app/deadline";
import { t } from "@/app/messages";
import { api, call } from "@/api/client";
import type { ListedBatch } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { AreaField, CheckField, TextField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import styles from "./Batches.module.css";

interface BatchDialogProps {
  projectId: string;
  /** The batch to change; a new one is made without it. */
  batch?: ListedBatch;
  /** How many tasks will go into a new one. */
  n?: number;
  onClose: () => void;
  onMade?: (name: string) => void;
}

/** What a batch is called, how urgent it is, when it is due. */
export function BatchDialog({ projectId, batch, n, onClose, onMade }: BatchDialogProps) {
  const form = useId();
  const client = useQueryClient();
  const [name, setName] = useState(batch?.name ?? "");
  const [priority, setPriority] = useState(String(batch?.priority ?? 0));
  const [deadline, setDeadline] = useState(batch?.deadline ? localTime(batch.deadline) : "");
  const [note, setNote] = useState(batch?.note ?? "");
  const [opens, setOpens] = useState(false);
  const save = useMutation({
    mutationFn: async () => {
      const body = {
        name: name.trim(),
        priority: Math.trunc(Number(priority)) || 0,
        deadline: deadline ? new Date(deadline).getTime() : 0,
        note: note.trim(),
      };
      if (batch)
        await call(api.PATCH("/api/projects/{id}/batches/{batch}", { params: { path: { id: projectId, batch: batch.id } }, body }));
      else
        await call(
          api.POST("/api/projects/{id}/batches", {
            params: { path: { id: projectId } },
            body: { ...body, state: opens ? "open" : "staging" },
          }),
        );
    },
    onSuccess: async () => {
      await Promise.all(["project", "work", "task"].map((key) => client.invalidateQueries({ queryKey: [key] })));
      onMade?.(name.trim());
      onClose();
    },
  });
  return (
    <Dialog
      title={batch ? t("batches.edit", { name: batch.name }) : n === undefined ? t("batches.new") : t("batches.fromThese", { n })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" type="submit" form={form} disabled={name.trim() === "" || save.isPending}>
            {t(batch ? "ui.save" : "batches.create")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
      >
        <TextField
          data-focus
          dir="auto"
          label={t("batches.name")}
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.target.value)}
        />
        <div className={styles.pair}>
          <TextField
            type="datetime-local"
            label={t("batches.deadline")}
            hint={t("batches.deadlineHint")}
            value={deadline}
            onChange={(event) => setDeadline(event.target.value)}
          />
          <TextField
            type="number"
            min={-100}
            max={100}
            label={t("batches.priority")}
            hint={t("batches.priorityHint")}
            value={priority}
            onChange={(event) => setPriority(event.target.value)}
          />
        </div>
        <AreaField
          dir="auto"
          rows={2}
          label={t("batches.note")}
          value={note}
          maxLength={2000}
          onChange={(event) => setNote(event.target.value)}
        />
        {!batch && (
          <div>
            <CheckField label={t("batches.startOpen")} checked={opens} onChange={(event) => setOpens(event.target.checked)} />
            <p className={styles.hint}>{t("batches.startHint")}</p>
          </div>
        )}
        {save.error && <Failure error={save.error} />}
      </form>
    </Dialog>
  );
}
