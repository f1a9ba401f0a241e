import { formatAgo, t } from "@/app/messages";
import { useKey } from "@/app/commands";
import { useEditor } from "@/editors/useEditor";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import type { TaskSession } from "./TaskSession";
import type { WorkQueue } from "./WorkQueue";

/** Says that the answer on the screen was given before, what became of it, and how to leave it as it is. */
export function Correction({ task, queue }: { task: TaskSession; queue: WorkQueue }) {
  useEditor(task.editor, () => task.isEdited);
  const forward = useKey("label.forward", "Alt+Right");
  const answer = task.standing;
  if (!answer) return null;
  const facts = [
    t(answer.counted ? "recent.counted" : "recent.kept"),
    answer.late && t("recent.late"),
    answer.revision > 1 && t("recent.corrected", { n: answer.revision - 1 }),
  ].filter((fact) => fact !== false);
  return (
    <Notice
      kind="info"
      title={[t("correct.title", { time: formatAgo(answer.submittedAt) }), ...facts].join(" · ")}
      actions={
        task.isEdited ? (
          <Button small kind="danger" onClick={() => void queue.discard(task)}>
            {t("correct.discard")}
          </Button>
        ) : (
          <Button small keys={forward} onClick={() => queue.leave()}>
            {t("correct.leave")}
          </Button>
        )
      }
    >
      {t(task.isEdited ? "correct.edited" : "correct.todo")}
    </Notice>
  );
}
