import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText, SearchX } from "lucide-react";
import { useCallback, useEffect, useMemo } from "react";
import { useSearchParams } from "react-router";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { eventsQuery, noWish, type AuditWish } from "@/api/audit";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { VirtualRows } from "@/ui/VirtualRows";
import type { Range } from "@/ui/virtual";
import { AuditFilters } from "./parts/AuditFilters";
import { AuditRow } from "./parts/AuditRow";
import { AuditActions, AuditSummary } from "./parts/AuditSummary";
import styles from "./parts/Audit.module.css";

export const route = {
  path: "/audit",
  frame: "app",
  roles: ["owner"],
  nav: { label: "nav.audit", icon: "audit", order: 8 },
} satisfies PageRoute;

const names = Object.keys(noWish) as (keyof AuditWish)[];
const rowHeight = 52;
/** So many rows before the end the next ones are asked for. */
const ahead = 60;

/** Who changed what, when and from where; and whether the log is whole. */
export default function Audit() {
  const [search, setSearch] = useSearchParams();
  const key = search.toString();
  const wish = useMemo(() => {
    const given = new URLSearchParams(key);
    return Object.fromEntries(names.map((name) => [name, given.get(name) ?? ""])) as unknown as AuditWish;
  }, [key]);
  const narrowed = names.some((name) => wish[name] !== "");
  const events = useInfiniteQuery(eventsQuery(wish));
  const rows = useMemo(() => events.data?.pages.flatMap(({ items }) => items) ?? [], [events.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = events;
  const onRange = useCallback(
    ({ last }: Range) => {
      if (hasNextPage && !isFetchingNextPage && !isError && last >= rows.length - ahead) void fetchNextPage();
    },
    [hasNextPage, isFetchingNextPage, isError, fetchNextPage, rows.length],
  );
  // A stretch of the log without any such line: the search goes on behind it.
  useEffect(() => {
    if (rows.length < ahead) onRange({ first: 0, last: rows.length });
  }, [rows.length, onRange]);
  // At once: the next wish is made of this one, and somebody quick would otherwise undo it.
  const change = (next: Partial<AuditWish>) =>
    setSearch(new URLSearchParams(Object.entries({ ...wish, ...next }).filter(([, value]) => value !== "")), {
      replace: true,
      flushSync: true,
    });
  const clear = () => setSearch({}, { replace: true });
  const searching = events.isPending || (rows.length === 0 && hasNextPage);
  return (
    <Page fill wide title={t("audit.title")} lead={t("audit.lead")} actions={<AuditActions wish={wish} />}>
      <div className={styles.frame}>
        <AuditSummary />
        <AuditFilters wish={wish} onChange={change} onClear={narrowed ? clear : undefined} />
        {events.error && <Failure error={events.error} onRetry={() => void events.refetch()} />}
        {searching &&
          !events.error &&
          (narrowed && !events.isPending ? <p className={styles.searching}>{t("audit.searching")}</p> : <Skeleton />)}
        {!searching && rows.length === 0 && !events.error && (
          <Empty
            icon={narrowed ? <SearchX size={20} /> : <ScrollText size={20} />}
            title={narrowed ? t("audit.none") : t("audit.empty")}
            action={narrowed && <Button onClick={clear}>{t("audit.clear")}</Button>}
          >
            {narrowed ? t("audit.noneLead") : t("audit.emptyLead")}
          </Empty>
        )}
        {rows.length > 0 && (
          <div className={styles.rows}>
            <VirtualRows
              label={t("audit.title")}
              listKey={key}
              count={rows.length}
              rowCount={hasNextPage ? -1 : rows.length + 1}
              rowHeight={rowHeight}
              columns={3}
              minWidth={640}
              headHeight={32}
              head={
                <div role="row" aria-rowindex={1} className={styles.head}>
                  <span role="columnheader">{t("audit.when")}</span>
                  <span role="columnheader">{t("audit.what")}</span>
                  <span role="columnheader">{t("audit.where")}</span>
                </div>
              }
              onRange={onRange}
              renderRow={(index) => {
                const row = rows[index];
                return row && <AuditRow key={row.position} row={row} index={index} height={rowHeight} onWish={change} />;
              }}
            />
          </div>
        )}
      </div>
    </Page>
  );
}
