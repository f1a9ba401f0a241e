import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { formatAgo, formatMoment, formatNumber, t } from "@/app/messages";
import { api, call } from "@/api/client";
import { liveMs, webhookDeliveriesQuery } from "@/api/queries";
import type { Webhook, WebhookDelivery } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { SelectField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import { Pick } from "@/ui/Tabs";
import styles from "./Webhooks.module.css";
import { deliveryTones, nextTry, outcomeOf } from "./webhookStates";

/** What is sent within seconds is looked at again as soon. */
const soonMs = 1_500;
const isOnItsWay = ({ items }: { items: readonly WebhookDelivery[] }) =>
  items.some(({ nextAt }) => nextAt !== null && nextAt < Date.now() + 10_000);

type Wanted = WebhookDelivery["state"] | "";

/** What was sent to a webhook, the newest first. */
export function Deliveries({ hook, onOpen }: { hook: Webhook; onOpen: (id: string) => void }) {
  const [wanted, setWanted] = useState<Wanted>("");
  const [again, setAgain] = useState(false);
  const log = useInfiniteQuery({
    ...webhookDeliveriesQuery(hook.id, wanted),
    refetchInterval: ({ state }) => (hook.state !== "disabled" && state.data?.pages.some(isOnItsWay) ? soonMs : liveMs()),
  });
  const rows = log.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section
      title={t("webhooks.log")}
      lead={t("webhooks.logLead")}
      actions={
        hook.failed > 0 &&
        hook.state !== "disabled" && (
          <Button small icon={<Send />} onClick={() => setAgain(true)}>
            {t("webhooks.againFailed")}
          </Button>
        )
      }
    >
      <div className={styles.bar}>
        <Pick
          label={t("webhooks.filter")}
          value={wanted}
          options={[
            { value: "", title: t("webhooks.filter.all") },
            { value: "waiting", title: t("webhooks.delivery.waiting") },
            { value: "delivered", title: t("webhooks.delivery.delivered") },
            { value: "failed", title: t("webhooks.delivery.failed") },
          ]}
          onPick={setWanted}
        />
      </div>
      {log.isPending && <Skeleton />}
      {log.error && <Failure error={log.error} onRetry={() => void log.refetch()} />}
      {log.data && rows.length === 0 && (
        <Empty icon={<Send size={20} />} title={wanted === "" ? t("webhooks.logEmpty") : t("webhooks.logNone")}>
          {wanted === "" && t("webhooks.logEmptyLead")}
        </Empty>
      )}
      {rows.length > 0 && (
        <Table
          label={t("webhooks.log")}
          head={[
            { title: t("webhooks.event") },
            { title: t("webhooks.state") },
            { title: t("webhooks.when") },
            { title: t("webhooks.outcome") },
            { title: t("webhooks.tries"), number: true },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id} className={styles.row} onClick={() => onOpen(row.id)}>
              <td>
                <button
                  type="button"
                  className={styles.open}
                  aria-label={t("webhooks.open", { event: row.event, when: formatMoment(row.createdAt) })}
                  onClick={(event) => {
                    event.stopPropagation();
                    onOpen(row.id);
                  }}
                >
                  <code>{row.event}</code>
                </button>
              </td>
              <td>
                <Badge tone={deliveryTones[row.state]}>{t(`webhooks.delivery.${row.state}`)}</Badge>
              </td>
              <td title={formatMoment(row.createdAt)}>{formatAgo(row.createdAt)}</td>
              <td className={styles.outcome}>{[outcomeOf(row), planOf(row, hook.state === "disabled")].filter(Boolean).join(" · ")}</td>
              <td data-number>{formatNumber(row.attempts)}</td>
            </tr>
          ))}
        </Table>
      )}
      {log.hasNextPage && (
        <Button className={styles.more2} onClick={() => void log.fetchNextPage()}>
          {t("ui.more")}
        </Button>
      )}
      {again && <SendFailed hook={hook} onClose={() => setAgain(false)} />}
    </Section>
  );
}

/** When it is tried next, if it is. */
export function planOf({ state, nextAt }: WebhookDelivery, isOff: boolean): string {
  if (state !== "waiting" || nextAt === null) return "";
  return isOff ? t("webhooks.held") : t("webhooks.next", { when: nextTry(nextAt) });
}

const spans = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, all: 31 * 86_400_000 };
type Span = keyof typeof spans;

function SendFailed({ hook, onClose }: { hook: Webhook; onClose: () => void }) {
  const client = useQueryClient();
  const [span, setSpan] = useState<Span>("day");
  const send = useMutation({
    mutationFn: () =>
      call(api.POST("/api/webhooks/{id}/redeliver", { params: { path: { id: hook.id } }, body: { since: Date.now() - spans[span] } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  return (
    <Dialog
      title={t("webhooks.againTitle")}
      onClose={onClose}
      footer={
        send.data ? (
          <Button onClick={onClose}>{t("webhooks.done")}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("ui.cancel")}</Button>
            <Button kind="primary" disabled={send.isPending} onClick={() => send.mutate()}>
              {t("webhooks.again")}
            </Button>
          </>
        )
      }
    >
      {send.data ? (
        <p role="status">{send.data.redelivered === 0 ? t("webhooks.againNone") : t("webhooks.againDone", { n: send.data.redelivered })}</p>
      ) : (
        <div className={styles.form}>
          <p>{t("webhooks.againLead")}</p>
          <SelectField data-focus label={t("webhooks.since")} value={span} onChange={(event) => setSpan(event.target.value as Span)}>
            {(["hour", "day", "week", "all"] as const).map((one) => (
              <option key={one} value={one}>
                {t(`webhooks.since.${one}`)}
              </option>
            ))}
          </SelectField>
        </div>
      )}
      {send.error && <Failure error={send.error} />}
    </Dialog>
  );
}
