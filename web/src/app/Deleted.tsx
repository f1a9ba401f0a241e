import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Failure, Notice } from "@/ui/Notice";
import { changed, undo } from "./lists/calls";
import { formatDay, t } from "./messages";

/** What was deleted a moment ago, as the page that lists its like is told. */
interface Gone {
  name: string;
  undo: string;
  purgeAt: number;
}

interface DeleteDialogProps {
  title: string;
  lead: string;
  submit: string;
  name: string;
  /** The list that is shown afterwards, with the way back. */
  list: string;
  remove: () => Promise<{ undo: string; purgeAt: number }>;
  onClose: () => void;
}

/** Asks once, naming what goes; the list that follows can bring it back. */
export function DeleteDialog({ title, lead, submit, name, list, remove, onClose }: DeleteDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const run = useMutation({
    mutationFn: remove,
    onSuccess: async (reply) => {
      await navigate(list, { state: { gone: { name, ...reply } satisfies Gone } });
      void changed(client, "projects", "datasets", "work", "trash", "storage");
    },
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="danger" disabled={run.isPending} onClick={() => run.mutate()}>
            {submit}
          </Button>
        </>
      }
    >
      <p>{lead}</p>
      {run.error && <Failure error={run.error} />}
    </Dialog>
  );
}

/** Says in the list what was just deleted from it, and brings it back. */
export function JustDeleted() {
  const gone = (useLocation().state as { gone?: Gone } | null)?.gone;
  const [back, setBack] = useState(false);
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: (token: string) => undo(token),
    onSuccess: async () => {
      setBack(true);
      await changed(client, "projects", "datasets", "project", "dataset", "work", "trash", "storage");
    },
  });
  if (!gone) return null;
  if (back) return <Notice kind="good" title={t("trash.restored", { name: gone.name })} />;
  return (
    <>
      <Notice
        kind="info"
        title={t("delete.deleted", { name: gone.name })}
        actions={
          <Button small disabled={run.isPending} onClick={() => run.mutate(gone.undo)}>
            {t("delete.undo")}
          </Button>
        }
      >
        {t("delete.kept", { day: formatDay(gone.purgeAt) })}
      </Notice>
      {run.error && <Failure error={run.error} />}
    </>
  );
}
