import { Notice } from "@/ui/Notice";
import { t } from "./messages";

/** Tells whoever is about to type a password that others on the network can listen. */
export function PlainHttpNote({ choosing = false }: { choosing?: boolean }) {
  if (globalThis.isSecureContext) return null;
  return (
    <Notice kind="warn" title={t("http.title")}>
      {t(choosing ? "http.choosing" : "http.typing")}
    </Notice>
  );
}
