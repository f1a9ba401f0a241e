import { formatMoment, t } from "./messages";

const dayMs = 86_400_000;

/** When something is due, or since when it should be done. */
export function sayDeadline(deadline: number, now = Date.now()): string {
  const left = deadline - now;
  if (left < 0) return t("deadline.over", { time: formatMoment(deadline) });
  const days = Math.floor(left / dayMs);
  return days === 0 ? t("deadline.soon", { time: formatMoment(deadline) }) : t("deadline.days", { n: days, time: formatMoment(deadline) });
}

/** A time as a field for days and hours shows it, in the person's own zone. */
export function localTime(time: number): string {
  const local = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
