import { useInfiniteQuery } from "@tanstack/react-query";
import { MessageCircleQuestion } from "lucide-react";
import { useRef, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { questionsQuery } from "@/api/queries";
import type { GetProjectResponse, ListedQuestion } from "@/api/types";
import { useCommands } from "@/app/commands";
import { thumbnailOf } from "@/app/lists/ItemFace";
import { formatAgo, formatNumber, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Empty } from "@/ui/Empty";
import { SelectField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Thumb } from "@/ui/Thumb";
import { ProjectFrame } from "./parts/ProjectFrame";
import styles from "./parts/Questions.module.css";

export const route = {
  path: "/projects/:projectId/questions",
  frame: "app",
  roles: ["owner", "manager", "reviewer"],
  inProjects: true,
} satisfies PageRoute;

const states = ["open", "resolved", "all"] as const;
type Shown = (typeof states)[number];

/** What was asked about a project's tasks, the latest word first. */
export default function Questions() {
  return <ProjectFrame>{(project) => <Content project={project} />}</ProjectFrame>;
}

function Content({ project }: { project: GetProjectResponse }) {
  const [search, setSearch] = useSearchParams();
  const shown: Shown = states.find((state) => state === search.get("state")) ?? "open";
  const list = useInfiniteQuery(questionsQuery(project.id, shown === "all" ? "" : shown));
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <SelectField
        label={t("questions.filter")}
        bare
        className={styles.filter}
        value={shown}
        onChange={(event) => setSearch({ state: event.target.value }, { replace: true })}
      >
        {states.map((state) => (
          <option key={state} value={state}>
            {t(`questions.${state}`)}
          </option>
        ))}
      </SelectField>
      {list.error && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Skeleton rows={5} height={52} />}
      {list.data && rows.length === 0 && (
        <Empty icon={<MessageCircleQuestion size={20} />} title={t(shown === "open" ? "questions.none" : "questions.noneAny")}>
          {t("questions.noneLead")}
        </Empty>
      )}
      {rows.length > 0 && <Rows key={shown} rows={rows} projectId={project.id} />}
      {list.hasNextPage && (
        <Button kind="quiet" onClick={() => void list.fetchNextPage()}>
          {t("ui.more")}
        </Button>
      )}
    </>
  );
}

function Rows({ rows, projectId }: { rows: readonly ListedQuestion[]; projectId: string }) {
  const [active, setActive] = useState(-1);
  const box = useRef<HTMLOListElement>(null);
  const navigate = useNavigate();
  const pathOf = (row: ListedQuestion) => `/projects/${projectId}/tasks/${row.taskId}#thread-${row.id}`;
  const move = (by: number) => {
    const to = active < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, active + by));
    setActive(to);
    box.current?.children[to]?.scrollIntoView({ block: "nearest" });
  };
  const command = (id: string, title: string, keys: string[], run: () => void) => ({
    id: `questions.${id}`,
    title,
    group: t("questions.title"),
    keys,
    scope: "page",
    quiet: true,
    run,
  });
  useCommands([
    command("next", t("questions.next"), ["Down", "J"], () => move(1)),
    command("previous", t("questions.previous"), ["Up", "K"], () => move(-1)),
    {
      ...command("open", t("questions.openOne"), ["Enter"], () => {
        const row = rows[active];
        if (row) void navigate(pathOf(row));
      }),
      when: () => active >= 0,
    },
  ]);
  return (
    <ol ref={box} className={styles.list}>
      {rows.map((row, at) => (
        <li key={row.id} className={cx(styles.row, at === active && styles.active)} aria-current={at === active ? "true" : undefined}>
          <span className={styles.number}>{formatNumber(row.ordinal)}</span>
          <span className={styles.words}>
            <Link to={pathOf(row)} className={styles.last} dir="auto">
              {t("questions.said", { name: row.last.author, text: row.last.text })}
            </Link>
            <span className={styles.facts}>
              {[
                t("questions.asked", { name: row.openedBy }),
                t("questions.count", { n: row.comments }),
                row.pin?.object && t("thread.object", { id: row.pin.object }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </span>
          <span className={styles.about} dir="auto">
            {row.image ? <Thumb src={thumbnailOf(row.itemId)} alt="" cover /> : row.excerpt}
          </span>
          <span>
            {row.state === "resolved" ? (
              <Badge tone="good">{t("thread.resolved")}</Badge>
            ) : (
              <Badge tone={row.waiting ? "warn" : "neutral"}>{t(row.waiting ? "questions.waiting" : "questions.answered")}</Badge>
            )}
          </span>
          <time dateTime={new Date(row.changedAt).toISOString()}>{formatAgo(row.changedAt)}</time>
        </li>
      ))}
    </ol>
  );
}
