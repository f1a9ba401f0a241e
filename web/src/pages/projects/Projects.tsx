import { useInfiniteQuery } from "@tanstack/react-query";
import { FolderInput, FolderKanban, Plus } from "lucide-react";
import { useState } from "react";
import { useCommands } from "@/app/commands";
import { formatAgo, formatPercent, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { canManage, useSession } from "@/app/session";
import { projectsQuery } from "@/api/queries";
import { Button, ButtonLink } from "@/ui/Button";
import { Parts } from "@/ui/charts";
import { Empty } from "@/ui/Empty";
import { List, ListRow } from "@/ui/List";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { RestoreDialog } from "./parts/RestoreDialog";
import styles from "./parts/Projects.module.css";

export const route = {
  path: "/projects",
  frame: "app",
  roles: ["owner", "manager", "reviewer", "viewer"],
  inProjects: true,
  nav: { label: "nav.projects", icon: "projects", order: 2 },
} satisfies PageRoute;

export default function Projects() {
  const { member } = useSession();
  const projects = useInfiniteQuery(projectsQuery);
  const rows = projects.data?.pages.flatMap(({ items }) => items) ?? [];
  const [restoring, setRestoring] = useState(false);
  const restore = () => setRestoring(true);
  const manages = canManage(member.role);
  useCommands(
    manages ? [{ id: "restore", title: t("restore.title"), group: t("projects.title"), keys: [], scope: "page", run: restore }] : [],
  );
  const make = manages && (
    <>
      <Button icon={<FolderInput />} onClick={restore}>
        {t("restore.open")}
      </Button>
      <ButtonLink kind="primary" to="/projects/new" icon={<Plus />}>
        {t("projects.new")}
      </ButtonLink>
    </>
  );
  return (
    <Page title={t("projects.title")} actions={rows.length > 0 && make}>
      {restoring && <RestoreDialog onClose={() => setRestoring(false)} />}
      {projects.isPending && <Skeleton rows={4} height={56} />}
      {projects.error && <Failure error={projects.error} onRetry={() => void projects.refetch()} />}
      {projects.data && rows.length === 0 && (
        <Empty icon={<FolderKanban size={20} />} title={t("projects.empty")} action={make}>
          {t("projects.emptyLead")}
        </Empty>
      )}
      {rows.length > 0 && (
        <List>
          {rows.map((project) => {
            const share = project.completed / Math.max(1, project.tasks);
            return (
              <ListRow
                key={project.id}
                to={`/projects/${project.id}`}
                title={project.name}
                facts={[
                  t("projects.tasks", { n: project.tasks }),
                  t("projects.answers", { n: project.answers }),
                  project.disputed > 0 && t("project.attention.disputed", { n: project.disputed }),
                  formatAgo(project.createdAt),
                ]}
                side={
                  <div className={styles.progress}>
                    <Parts
                      label={t("projects.completed", { share: formatPercent(share) })}
                      parts={[
                        { id: "done", n: project.completed, color: "var(--good)" },
                        { id: "rest", n: project.tasks - project.completed, color: "var(--pressed)" },
                      ]}
                    />
                    <span>{formatPercent(share)}</span>
                  </div>
                }
              />
            );
          })}
        </List>
      )}
      {projects.hasNextPage && <Button onClick={() => void projects.fetchNextPage()}>{t("ui.more")}</Button>}
    </Page>
  );
}
