import { useEffect, useState } from "react";
import { t } from "@/app/messages";
import type { TakeTaskResponse } from "@/api/types";
import { Notice } from "@/ui/Notice";

/** Says that the questions were changed while somebody works, and which ones this task has. */
export function Changed({ taken }: { taken: TakeTaskResponse }) {
  const { ontologyVersion, currentVersion } = taken;
  const [first, setFirst] = useState({ id: taken.assignment.id, version: ontologyVersion, newer: false });
  useEffect(() => {
    if (first.id !== taken.assignment.id)
      setFirst({ id: taken.assignment.id, version: ontologyVersion, newer: ontologyVersion > first.version });
  }, [first, taken.assignment.id, ontologyVersion]);
  if (ontologyVersion < currentVersion) return <Notice kind="info" title={t("label.older")} />;
  return first.newer ? <Notice kind="info" title={t("label.newer")} /> : null;
}
