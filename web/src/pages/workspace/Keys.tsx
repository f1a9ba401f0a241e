import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { keysQuery } from "@/api/queries";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { KeyTable } from "./parts/KeyTable";
import { NewKey } from "./parts/NewKey";

export const route = {
  path: "/keys",
  frame: "app",
  roles: ["owner", "manager"],
  nav: { label: "nav.keys", icon: "keys", order: 5 },
} satisfies PageRoute;

/** Keys with which scripts do what I may do. */
export default function Keys() {
  const keys = useQuery(keysQuery);
  const [making, setMaking] = useState(false);
  const make = (
    <Button kind="primary" icon={<Plus />} onClick={() => setMaking(true)}>
      {t("keys.new")}
    </Button>
  );
  return (
    <Page title={t("keys.title")} lead={t("keys.lead")} actions={keys.data && keys.data.items.length > 0 && make}>
      {keys.isPending && <Skeleton />}
      {keys.error && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.items.length === 0 && (
        <Empty icon={<KeyRound size={20} />} title={t("keys.empty")} action={make}>
          {t("keys.emptyLead")}
        </Empty>
      )}
      {keys.data && keys.data.items.length > 0 && <KeyTable keys={keys.data.items} whose />}
      {making && <NewKey onClose={() => setMaking(false)} />}
    </Page>
  );
}
