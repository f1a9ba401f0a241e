import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { useSession } from "@/app/session";
import { accountQuery, keysQuery } from "@/api/queries";
import { Button } from "@/ui/Button";
import { Failure } from "@/ui/Notice";
import { Page, Section } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import styles from "./parts/Account.module.css";
import { NameForm, PasswordForm } from "./parts/AccountForms";
import { KeyTable } from "./parts/KeyTable";
import { NewKey } from "./parts/NewKey";
import { Sessions } from "./parts/Sessions";

export const route = { path: "/account", frame: "app" } satisfies PageRoute;

/** Who I am here, how I sign in, and where I am signed in. */
export default function Account() {
  const account = useQuery(accountQuery);
  const { workspace } = useSession();
  return (
    <Page title={t("account.title")} lead={t("account.lead", { workspace: workspace.name })}>
      {account.isPending && <Skeleton rows={6} />}
      {account.error && !account.data && <Failure error={account.error} onRetry={() => void account.refetch()} />}
      {account.data && (
        <div className={styles.forms}>
          <NameForm account={account.data} />
          <PasswordForm key={`${account.data.login}`} account={account.data} />
        </div>
      )}
      <Sessions />
      <OwnKeys />
    </Page>
  );
}

function OwnKeys() {
  const keys = useQuery(keysQuery);
  const { member } = useSession();
  const [making, setMaking] = useState(false);
  const own = keys.data?.items.filter(({ memberId }) => memberId === member.id) ?? [];
  return (
    <Section
      title={t("account.keys")}
      lead={t("keys.lead")}
      actions={
        <Button small icon={<Plus />} onClick={() => setMaking(true)}>
          {t("keys.new")}
        </Button>
      }
    >
      {keys.error && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
      {own.length > 0 ? <KeyTable keys={own} /> : keys.data && <p className={styles.none}>{t("keys.empty")}</p>}
      {making && <NewKey onClose={() => setMaking(false)} />}
    </Section>
  );
}
