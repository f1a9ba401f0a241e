import { useQuery } from "@tanstack/react-query";
import { Plus, Webhook as WebhookIcon } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { formatAgo, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { liveMs, webhooksQuery } from "@/api/queries";
import type { Webhook } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import { WebhookForm } from "./parts/WebhookForm";
import { WebhookMenu } from "./parts/WebhookMenu";
import styles from "./parts/Webhooks.module.css";
import { hookTones, outcomeOf } from "./parts/webhookStates";

export const route = {
  path: "/webhooks",
  frame: "app",
  roles: ["owner"],
  nav: { label: "nav.webhooks", icon: "webhooks", order: 6 },
} satisfies PageRoute;

/** Which programs are told what happens, and how that goes. */
export default function Webhooks() {
  const hooks = useQuery({ ...webhooksQuery, staleTime: 0, refetchInterval: liveMs });
  const [making, setMaking] = useState(false);
  const make = (
    <Button kind="primary" icon={<Plus />} onClick={() => setMaking(true)}>
      {t("webhooks.new")}
    </Button>
  );
  return (
    <Page title={t("webhooks.title")} lead={t("webhooks.lead")} actions={hooks.data && hooks.data.items.length > 0 && make}>
      {hooks.isPending && <Skeleton />}
      {hooks.error && <Failure error={hooks.error} onRetry={() => void hooks.refetch()} />}
      {hooks.data?.items.length === 0 && (
        <Empty icon={<WebhookIcon size={20} />} title={t("webhooks.empty")} action={make}>
          {t("webhooks.emptyLead")}
        </Empty>
      )}
      {hooks.data && hooks.data.items.length > 0 && (
        <Table
          label={t("webhooks.title")}
          head={[
            { title: t("webhooks.name") },
            { title: t("webhooks.state") },
            { title: t("webhooks.events") },
            { title: t("webhooks.projects") },
            { title: t("webhooks.last") },
            { title: t("webhooks.waiting"), number: true },
            { title: t("webhooks.failed"), number: true },
            { title: "" },
          ]}
        >
          {hooks.data.items.map((hook) => (
            <WebhookRow key={hook.id} hook={hook} />
          ))}
        </Table>
      )}
      {making && <WebhookForm onClose={() => setMaking(false)} />}
    </Page>
  );
}

function WebhookRow({ hook }: { hook: Webhook }) {
  const { last, projects, events } = hook;
  return (
    <tr>
      <td className={styles.name}>
        <Link to={`/webhooks/${hook.id}`} dir="auto" title={hook.name}>
          {hook.name}
        </Link>
        <span className={styles.url} title={hook.url}>
          {hook.url}
        </span>
      </td>
      <td>
        <Badge tone={hook.state === "disabled" && hook.reason === "person" ? "neutral" : hookTones[hook.state]}>
          {t(`webhooks.state.${hook.state}`)}
        </Badge>
      </td>
      <td title={events.join(", ")}>{t("webhooks.eventsOf", { n: events.length })}</td>
      <td>{projects.length === 0 ? t("webhooks.projects.all") : t("webhooks.projectsOf", { n: projects.length })}</td>
      <td className={styles.outcome}>
        {last ? (
          `${formatAgo(last.createdAt)} · ${outcomeOf(last) || t(`webhooks.delivery.${last.state}`)}`
        ) : (
          <span className={styles.muted}>{t("webhooks.lastNever")}</span>
        )}
      </td>
      <td data-number>{formatNumber(hook.waiting)}</td>
      <td data-number>{formatNumber(hook.failed)}</td>
      <td data-number>
        <WebhookMenu target={hook} />
      </td>
    </tr>
  );
}
