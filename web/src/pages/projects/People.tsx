import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { useSession } from "@/app/session";
import { api, call } from "@/api/client";
import { projectMembersQuery } from "@/api/queries";
import type { GetProjectResponse, ProjectMember } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { SelectField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import { ProjectFrame } from "./parts/ProjectFrame";
import styles from "./parts/People.module.css";

export const route = {
  path: "/projects/:projectId/people",
  frame: "app",
  roles: ["owner", "manager"],
  inProjects: true,
} satisfies PageRoute;

const roles = ["manager", "reviewer", "annotator", "viewer", "none"] as const;
type ProjectRole = (typeof roles)[number];

export default function People() {
  return <ProjectFrame>{(project) => <Content project={project} />}</ProjectFrame>;
}

/** Who may do what in this project, where that differs from the workspace. */
function Content({ project }: { project: GetProjectResponse }) {
  const people = useInfiniteQuery(projectMembersQuery(project.id));
  const client = useQueryClient();
  const set = useMutation({
    mutationFn: ({ memberId, role }: { memberId: string; role: ProjectRole | null }) =>
      call(api.PUT("/api/projects/{id}/members/{memberId}", { params: { path: { id: project.id, memberId } }, body: { role } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["project", project.id, "members"] }),
  });
  const rows = people.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section title={t("people.title")} lead={t("people.lead")}>
      {people.isPending && <Skeleton />}
      {[people.error, set.error].map((error, at) => error && <Failure key={at} error={error} />)}
      {rows.length > 0 && (
        <Table
          label={t("people.title")}
          head={[{ title: t("members.name") }, { title: t("people.here") }, { title: t("people.workspace") }, { title: t("people.means") }]}
        >
          {rows.map((row) => (
            <PersonRow key={row.id} row={row} onSet={(role) => set.mutate({ memberId: row.id, role })} />
          ))}
        </Table>
      )}
      {people.hasNextPage && <Button onClick={() => void people.fetchNextPage()}>{t("ui.more")}</Button>}
    </Section>
  );
}

function PersonRow({ row, onSet }: { row: ProjectMember; onSet: (role: ProjectRole | null) => void }) {
  const { member } = useSession();
  const workspaceRole = t(`role.${row.workspaceRole}`);
  // Only an owner makes managers, here as in the workspace.
  const offered = roles.filter((role) => role !== "manager" || member.role === "owner");
  return (
    <tr>
      <td>
        <span className={styles.person}>
          <strong className={styles.name} dir="auto" title={row.name}>
            {row.name}
          </strong>
          {row.id === member.id && <span className={styles.note}>{t("members.you")}</span>}
          {row.state !== "active" && <Badge tone={row.state === "paused" ? "warn" : "neutral"}>{t(`members.state.${row.state}`)}</Badge>}
        </span>
      </td>
      <td className={styles.role}>
        {row.changeable ? (
          <SelectField
            bare
            label={t("people.roleOf", { name: row.name })}
            value={row.own ?? ""}
            onChange={(event) => onSet(event.target.value === "" ? null : (event.target.value as ProjectRole))}
          >
            <option value="">{t("people.same", { role: workspaceRole })}</option>
            {offered.map((role) => (
              <option key={role} value={role}>
                {t(`people.role.${role}`)}
              </option>
            ))}
          </SelectField>
        ) : (
          t(`people.role.${row.role}`)
        )}
      </td>
      <td className={styles.note}>{workspaceRole}</td>
      <td className={styles.note}>{t(`people.means.${row.role}`)}</td>
    </tr>
  );
}
