import { ClipboardCheck, UserX } from "lucide-react";
import { t } from "@/app/messages";
import { canManage } from "@/app/session";
import type { ProjectWorkflow, Role } from "@/api/types";
import { Button, ButtonLink } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import type { Refused } from "./ReviewDesk";

interface NothingProps {
  projectId: string;
  role: Role;
  workflow: ProjectWorkflow;
  partOf: number;
}

/** Says why nothing waits, and what would make something wait. */
export function NothingWaits({ projectId, role, workflow, partOf }: NothingProps) {
  const elsewhere = partOf > 0;
  const stages = workflow.stages.length;
  const at = `/projects/${projectId}`;
  return (
    <Empty
      icon={<ClipboardCheck size={20} />}
      title={t(elsewhere ? "review.noneElse" : "review.none")}
      action={
        <>
          <ButtonLink to={`${at}/tasks`}>{t("review.noneTasks")}</ButtonLink>
          {canManage(role) && stages === 0 && (
            <ButtonLink kind="primary" to={`${at}/settings#review`}>
              {t("review.noneSettings")}
            </ButtonLink>
          )}
        </>
      }
    >
      {elsewhere ? (
        <>
          {t("review.waitingElse", { n: partOf })} {t("review.noneElseLead")}
        </>
      ) : (
        t(stages === 0 ? "review.noneStages" : "review.noneLead")
      )}
    </Empty>
  );
}

const known = ["claimed", "own_work", "not_waiting", "not_allowed", "not_found"] as const;

/** Says why a task can't be judged here. */
export function CantReview({ refused, onNext }: { refused: Refused; onNext: () => void }) {
  const code = known.find((each) => each === refused.code) ?? "not_waiting";
  return (
    <Empty
      icon={<UserX size={20} />}
      title={code === "claimed" ? t("review.cant.claimedSomebody") : t(`review.cant.${code}`)}
      action={
        <Button kind="primary" onClick={onNext}>
          {t("review.cantNext")}
        </Button>
      }
    >
      {code === "claimed" && refused.detail !== "" ? `${refused.detail} ` : ""}
      {t(`review.cant.${code}Todo`)}
    </Empty>
  );
}
