import { t } from "@/app/messages";
import { en } from "@/app/messages/en";
import type { Webhook, WebhookDelivery } from "@/api/types";
import type { Tone } from "@/ui/Badge";

export const hookTones: Readonly<Record<Webhook["state"], Tone>> = { active: "good", failing: "warn", disabled: "bad" };
export const deliveryTones: Readonly<Record<WebhookDelivery["state"], Tone>> = { waiting: "neutral", delivered: "good", failed: "bad" };

/** What came of a try, in words; the status says more than "not 2xx" does. */
export function outcomeOf({ status, problem }: { status: number | null; problem: string | null }): string {
  const key = `webhooks.problem.${problem ?? ""}`;
  const said = problem === null || problem === "status" ? "" : key in en ? t(key as "webhooks.problem.other") : t("webhooks.problem.other");
  return [status === null ? "" : t("webhooks.status", { n: String(status) }), said].filter(Boolean).join(" · ");
}

/** "in 5 min": when it is tried next. */
export function nextTry(at: number, now = Date.now()): string {
  const minutes = Math.round((at - now) / 60_000);
  if (at - now < 1_000) return t("webhooks.soon");
  if (minutes < 1) return t("webhooks.in", { span: t("time.seconds", { n: Math.round((at - now) / 1000) }) });
  return t("webhooks.in", {
    span:
      minutes < 60
        ? t("time.minutes", { n: minutes })
        : t("time.hours", { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") }),
  });
}

/** JSON as people read it; what isn't JSON stays as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
