import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { formatAgo, formatMoment, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { api, call } from "@/api/client";
import { liveMs, webhookQuery } from "@/api/queries";
import type { Webhook as Hook } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { FactList } from "@/ui/FactList";
import { Failure, Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Deliveries } from "./parts/Deliveries";
import { DeliveryDialog } from "./parts/DeliveryDialog";
import { useSwitch, WebhookMenu } from "./parts/WebhookMenu";
import styles from "./parts/Webhooks.module.css";
import { hookTones } from "./parts/webhookStates";

export const route = { path: "/webhooks/:webhookId", frame: "app", roles: ["owner"] } satisfies PageRoute;

/** One webhook: what it is told, and everything that was sent to it lately. */
export default function Webhook() {
  const { webhookId = "" } = useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const hook = useQuery({ ...webhookQuery(webhookId), staleTime: 0, refetchInterval: liveMs });
  const [shown, setShown] = useState<string | null>(null);
  const ping = useMutation({
    mutationFn: () => call(api.POST("/api/webhooks/{id}/ping", { params: { path: { id: webhookId } } })),
    onSuccess: ({ deliveryId }) => {
      setShown(deliveryId);
      return client.invalidateQueries({ queryKey: ["webhooks"] });
    },
  });
  return (
    <Page
      title={hook.data?.name ?? t("webhooks.title")}
      back={{ to: "/webhooks", title: t("webhooks.title") }}
      lead={hook.data && <State hook={hook.data} />}
      actions={
        hook.data && (
          <>
            <Button icon={<Send />} disabled={ping.isPending || hook.data.state === "disabled"} onClick={() => ping.mutate()}>
              {t("webhooks.ping")}
            </Button>
            <WebhookMenu target={hook.data} onDeleted={() => void navigate("/webhooks")} />
          </>
        )
      }
    >
      {hook.isPending && <Skeleton />}
      {hook.error && <Failure error={hook.error} onRetry={() => void hook.refetch()} />}
      {ping.error && <Failure error={ping.error} />}
      {hook.data && (
        <>
          <div className={styles.notices}>
            <Trouble hook={hook.data} />
          </div>
          <About hook={hook.data} />
          <Deliveries hook={hook.data} onOpen={setShown} />
        </>
      )}
      {shown !== null && <DeliveryDialog id={shown} isOff={hook.data?.state === "disabled"} onClose={() => setShown(null)} />}
    </Page>
  );
}

function State({ hook }: { hook: Hook }) {
  return (
    <Badge tone={hook.state === "disabled" && hook.reason === "person" ? "neutral" : hookTones[hook.state]}>
      {t(`webhooks.state.${hook.state}`)}
    </Badge>
  );
}

/** Why it isn't sent to, or soon won't be, and what to do. */
function Trouble({ hook }: { hook: Hook }) {
  const turn = useSwitch(hook);
  const { name, state, reason } = hook;
  if (state === "active") return null;
  const byHand = reason === "person";
  return (
    <>
      {state === "failing" ? (
        <Notice kind="warn" title={t("webhooks.failing", { name })}>
          {t("webhooks.failingLead")}
        </Notice>
      ) : (
        <Notice
          kind={byHand ? "info" : "bad"}
          title={t(`webhooks.${reason ?? "person"}`, { name })}
          actions={
            <Button small disabled={turn.isPending} onClick={() => turn.mutate(true)}>
              {t("webhooks.on")}
            </Button>
          }
        >
          {t(byHand ? "webhooks.offByHand" : "webhooks.offLead")}
        </Notice>
      )}
      {turn.error && <Failure error={turn.error} />}
    </>
  );
}

function About({ hook }: { hook: Hook }) {
  return (
    <div className={styles.facts}>
      <FactList
        facts={[
          { name: t("webhooks.url"), value: <code>{hook.url}</code> },
          {
            name: t("webhooks.events"),
            value: (
              <span className={styles.chips}>
                {hook.events.map((event) => (
                  <code key={event}>{event}</code>
                ))}
              </span>
            ),
          },
          {
            name: t("webhooks.projects"),
            value: hook.projects.length === 0 ? t("webhooks.projects.all") : t("webhooks.projectsOf", { n: hook.projects.length }),
          },
          { name: t("webhooks.created"), value: formatAgo(hook.createdAt) },
          {
            name: t("webhooks.secret"),
            value: hook.formerSecretUntil !== null && t("webhooks.secretBoth", { day: formatMoment(hook.formerSecretUntil) }),
          },
        ]}
      />
    </div>
  );
}
