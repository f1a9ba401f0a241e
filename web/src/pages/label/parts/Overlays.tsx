import { useState } from "react";
import { t } from "@/app/messages";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { AreaField } from "@/ui/Field";
import { Markdown } from "@/ui/Markdown";

export function Instructions({ source, first, onClose }: { source: string; first: boolean; onClose: () => void }) {
  return (
    <Dialog
      title={t("label.instructions")}
      size="wide"
      onClose={onClose}
      footer={
        <Button kind="primary" data-focus onClick={onClose}>
          {t(first ? "label.instructionsStart" : "ui.close")}
        </Button>
      }
    >
      {source.trim() ? <Markdown source={source} /> : <p>{t("label.noInstructions")}</p>}
    </Dialog>
  );
}

export function Paused({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      title={t("label.paused")}
      onClose={onClose}
      footer={
        <Button kind="primary" data-focus onClick={onClose}>
          {t("label.resume")}
        </Button>
      }
    >
      <p>{t("label.pausedLead")}</p>
    </Dialog>
  );
}

export function OtherReason({ onClose, onSkip }: { onClose: () => void; onSkip: (comment: string) => void }) {
  const [comment, setComment] = useState("");
  return (
    <Dialog
      title={t("label.skipOther")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" disabled={comment.trim() === ""} onClick={() => onSkip(comment.trim())}>
            {t("label.skip")}
          </Button>
        </>
      }
    >
      <AreaField label={t("label.skipComment")} data-focus value={comment} onChange={(event) => setComment(event.target.value)} />
    </Dialog>
  );
}
