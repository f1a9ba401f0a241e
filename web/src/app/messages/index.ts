import { en } from "./en";

type Messages = typeof en;
export type MessageKey = keyof Messages;
type Text<K extends MessageKey> = Messages[K] extends { other: infer Other } ? Other : Messages[K];
type Holes<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;
type Values<K extends MessageKey> = [Holes<Text<K>>] extends [never] ? [] : [values: Record<Holes<Text<K>>, string | number>];
/** A key whose text has no holes. */
export type PlainKey = { [K in MessageKey]: Values<K> extends [] ? K : never }[MessageKey];

const language = "en";
const plural = new Intl.PluralRules(language);
const number = new Intl.NumberFormat(language);

/** The text for a key in the interface's language; numbers are grouped, `n` chooses the plural. */
export function t<K extends MessageKey>(key: K, ...[values]: Values<K>): string {
  const message: string | { one: string; other: string } = en[key];
  const filled: Readonly<Record<string, string | number>> = values ?? {};
  const text = typeof message === "string" ? message : message[plural.select(Number(filled["n"])) === "one" ? "one" : "other"];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = filled[name] ?? "";
    return typeof value === "number" ? number.format(value) : value;
  });
}

/** The text of a key that is put together from what the server says, as it stands; null if there is none. */
export function textOf(key: string): string | null {
  const message = Object.hasOwn(en, key) ? en[key as MessageKey] : null;
  return typeof message === "string" ? message : null;
}

export function formatNumber(value: number): string {
  return number.format(value);
}

const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
export function formatPercent(share: number): string {
  return percent.format(share);
}

const fixed = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
export function formatFigure(value: number | null): string {
  if (value === null) return "–";
  // Nearly sure isn't sure, and nearly nothing isn't nothing.
  if (value > 0.995 && value < 1) return ">0.99";
  if (value > 0 && value < 0.005) return "<0.01";
  return fixed.format(value);
}

const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });
const moment = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
export function formatDay(time: number): string {
  return day.format(time);
}
export function formatMoment(time: number): string {
  return moment.format(time);
}

const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
const spans = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;
/** "5 min. ago"; beyond a week the day itself. */
export function formatAgo(time: number, now = Date.now()): string {
  const gone = now - time;
  if (gone > 7 * 86_400_000) return formatDay(time);
  for (const [unit, ms] of spans) if (gone >= ms) return relative.format(-Math.floor(gone / ms), unit);
  return t("time.justNow");
}

/** A length of working time: "45 s", "12 min", "3 h 05". */
export function formatDuration(ms: number | null): string {
  if (ms === null) return "";
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return t("time.seconds", { n: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("time.minutes", { n: minutes });
  return t("time.hours", { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") });
}

const sizes = ["size.kb", "size.mb", "size.gb", "size.tb"] as const;
const short = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
/** "812 bytes", "1.24 GB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return t("size.bytes", { n: Math.round(bytes) });
  let [value, unit] = [bytes / 1000, 0];
  while (value >= 999.5 && unit < sizes.length - 1) [value, unit] = [value / 1000, unit + 1];
  return t(sizes[unit] ?? "size.tb", { n: value >= 999.5 ? formatNumber(Math.round(value)) : short.format(value) });
}
