import { useQuery } from "@tanstack/react-query";
import { useLocation } from "react-router";
import { webhooksQuery } from "@/api/queries";
import { ButtonLink } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { t } from "./messages";
import { useSession } from "./session";
import styles from "./Strip.module.css";

/** Tells owners, on every page but those of the webhooks, that one was switched off by itself or is about to be. */
export function WebhookWarning() {
  const { member } = useSession();
  const { pathname } = useLocation();
  const hooks = useQuery({ ...webhooksQuery, enabled: member.role === "owner", staleTime: 60_000, refetchInterval: 120_000 });
  const off = hooks.data?.items.find(({ state, reason }) => state === "disabled" && reason !== "person");
  const one = off ?? hooks.data?.items.find(({ state }) => state === "failing");
  if (!one || pathname.startsWith("/webhooks")) return null;
  const { id, name, reason } = one;
  return (
    <div className={styles.strip}>
      <Notice
        kind={off ? "bad" : "warn"}
        title={t(off ? `webhooks.${reason ?? "person"}` : "webhooks.failing", { name })}
        actions={
          <ButtonLink small to={`/webhooks/${id}`}>
            {t("webhooks.look")}
          </ButtonLink>
        }
      >
        {t(off ? "webhooks.offLead" : "webhooks.failingLead")}
      </Notice>
    </div>
  );
}
