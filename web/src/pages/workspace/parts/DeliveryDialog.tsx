import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useEffect } from "react";
import { formatMoment, formatNumber, t } from "@/app/messages";
import { api, call } from "@/api/client";
import { webhookDeliveryQuery } from "@/api/queries";
import type { WebhookAttempt } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { FactList } from "@/ui/FactList";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { planOf } from "./Deliveries";
import styles from "./Webhooks.module.css";
import { deliveryTones, outcomeOf, readable } from "./webhookStates";

/** One delivery: the message, each try, and what came back; while it waits, it is looked at again. */
export function DeliveryDialog({ id, isOff, onClose }: { id: string; isOff: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const seen = useQuery({
    ...webhookDeliveryQuery(id),
    refetchInterval: ({ state }) => (state.data?.delivery.state === "waiting" ? 1_000 : false),
  });
  const again = useMutation({
    mutationFn: () => call(api.POST("/api/webhook-deliveries/{id}/redeliver", { params: { path: { id } } })),
    onSuccess: () => seen.refetch(),
  });
  const state = seen.data?.delivery.state;
  const tries = seen.data?.delivery.attempts;
  // The list behind shows the same.
  useEffect(() => {
    if (tries !== undefined) void client.invalidateQueries({ queryKey: ["webhooks"] });
  }, [client, state, tries]);
  return (
    <Dialog
      title={seen.data?.delivery.event ?? t("webhooks.message")}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button icon={<Send />} disabled={!seen.data || again.isPending || isOff} onClick={() => again.mutate()}>
            {t("webhooks.again")}
          </Button>
          <Button data-focus onClick={onClose}>
            {t("ui.close")}
          </Button>
        </>
      }
    >
      {seen.isPending && <Skeleton rows={6} />}
      {seen.error && <Failure error={seen.error} onRetry={() => void seen.refetch()} />}
      {again.error && <Failure error={again.error} />}
      {seen.data && (
        <>
          <FactList
            facts={[
              {
                name: t("webhooks.state"),
                value: (
                  <Badge tone={deliveryTones[seen.data.delivery.state]}>
                    {[t(`webhooks.delivery.${seen.data.delivery.state}`), planOf(seen.data.delivery, isOff)].filter(Boolean).join(" · ")}
                  </Badge>
                ),
              },
              { name: t("webhooks.when"), value: formatMoment(seen.data.delivery.createdAt) },
              { name: t("webhooks.messageId"), value: <code>{seen.data.delivery.id}</code> },
            ]}
          />
          <section className={styles.part}>
            <h3>{t("webhooks.message")}</h3>
            <pre className={styles.text} tabIndex={0} aria-label={t("webhooks.message")}>
              {readable(seen.data.body)}
            </pre>
          </section>
          <section className={styles.part}>
            <h3>{t("webhooks.attempts")}</h3>
            {seen.data.attempts.length === 0 && <p className={styles.muted}>{isOff ? t("webhooks.held") : t("webhooks.sending")}</p>}
            {seen.data.attempts.map((attempt) => (
              <Attempt key={attempt.number} attempt={attempt} />
            ))}
          </section>
        </>
      )}
    </Dialog>
  );
}

function Attempt({ attempt }: { attempt: WebhookAttempt }) {
  const { number, at, durationMs, problem, reply, cut } = attempt;
  return (
    <div className={styles.attempt}>
      <div className={styles.line}>
        <strong>{t("webhooks.attempt", { n: number })}</strong>
        <Badge tone={problem === null ? "good" : "bad"}>{outcomeOf(attempt)}</Badge>
        <span className={styles.side}>
          {formatMoment(at)}
          {durationMs !== null && ` · ${t("webhooks.took", { ms: formatNumber(durationMs) })}`}
        </span>
      </div>
      {reply === "" ? (
        <p className={styles.muted}>{t("webhooks.noReply")}</p>
      ) : (
        <pre className={styles.text} tabIndex={0} aria-label={t("webhooks.reply", { n: number })}>
          {readable(reply)}
        </pre>
      )}
      {cut && <p className={styles.muted}>{t("webhooks.cut")}</p>}
    </div>
  );
}
