import { useQuery } from "@tanstack/react-query";
import { myThreadsQuery, workQuery } from "@/api/queries";
import { t } from "@/app/messages";
import { nameOf, objectsOf } from "@/editors/objects/records";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import type { TaskSession } from "./TaskSession";

/** Says why a reviewer sent this answer back, and leads to what they pinned their comments to. */
export function SentBack({ task }: { task: TaskSession }) {
  const work = useQuery(workQuery);
  const threads = useQuery(myThreadsQuery(task.id)).data ?? [];
  const returned = work.data?.returned.find(({ assignmentId }) => assignmentId === task.id);
  if (!returned) return null;
  const { editor, taken } = task;
  const objects = objectsOf(editor.records());
  const pinned = threads.flatMap(({ id, pin, state, comments }) => {
    const at = objects.findIndex((object) => object.id === pin?.object);
    const object = objects[at];
    return object && state === "open" ? [{ id, object, name: nameOf(taken.ontology, object, at + 1), text: comments[0]?.text ?? "" }] : [];
  });
  return (
    <Notice
      kind="warn"
      title={returned.reason ? t("returned.banner", { reason: returned.reason }) : t("returned.bannerPlain")}
      actions={pinned.map(({ id, object, name, text }) => (
        <Button
          key={id}
          small
          title={text}
          onClick={() => {
            editor.send({ type: "rest" });
            editor.send({ type: "select", ids: [object.id] });
          }}
        >
          {name}
        </Button>
      ))}
    >
      {returned.comment && <p dir="auto">{returned.comment}</p>}
      {t("returned.todo")}
    </Notice>
  );
}
