import { Notice } from "@/ui/Notice";
import { IconButton } from "@/ui/Button";
import { X } from "lucide-react";
import { t } from "./messages";
import { usePreference } from "./preference";
import { canManage, useSession } from "./session";
import styles from "./Strip.module.css";

/** Tells those who can change it that others on the network can listen: the page came over plain HTTP from another machine. */
export function PlainHttpWarning() {
  const { member } = useSession();
  const [known, setKnown] = usePreference("plainHttp.known", false);
  // Browsers call a page secure that came over TLS or from this machine itself.
  if (globalThis.isSecureContext || known || !canManage(member.role)) return null;
  return (
    <div className={styles.strip}>
      <Notice
        kind="warn"
        title={t("http.title")}
        actions={
          <IconButton label={t("http.dismiss")} onClick={() => setKnown(true)}>
            <X size={16} />
          </IconButton>
        }
      >
        {t("http.lead")}
      </Notice>
    </div>
  );
}
