import { isOpen } from "@/api/imports";
import type { ImportRow } from "@/api/incoming";
import { t } from "@/app/messages";
import type { Tone } from "@/ui/Badge";

export const importTones: Readonly<Record<ImportRow["state"], Tone>> = {
  waiting: "neutral",
  running: "accent",
  done: "good",
  failed: "bad",
  cancelled: "warn",
};

/** "310 new · 2 were there · 1 left out". */
export function resultOf({ imported, duplicates, failed }: ImportRow): string {
  return [
    t("imports.new", { n: imported }),
    duplicates > 0 && t("imports.known", { n: duplicates }),
    failed > 0 && t("imports.left", { n: failed }),
  ]
    .filter((part) => part !== false)
    .join(" · ");
}

/** What an import was made from, as it is called on the screen. */
export function importName({ fileName, files }: ImportRow): string {
  const top = fileName.includes("/") ? fileName.slice(0, fileName.indexOf("/")) : fileName;
  if (files === 1) return fileName || t("import.severalFiles", { n: 1 });
  return fileName.includes("/") ? top : t("imports.andMore", { name: fileName, n: files - 1 });
}

/** How far an import has come, or null while that can't be told. */
export function shareOf({ bytesRead, bytesTotal }: ImportRow): number | null {
  return bytesTotal > 0 ? Math.min(1, bytesRead / bytesTotal) : null;
}

/**
 * What runs. The lists of what runs and of what waits are two answers of the server: what began between them is in neither, and only
 * the list of what came last knows it.
 */
export function openOf(open: readonly ImportRow[], recent: readonly ImportRow[]): readonly ImportRow[] {
  const listed = new Set(open.map(({ id }) => id));
  return [...open, ...recent.filter((row) => isOpen(row) && !listed.has(row.id))];
}
