import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { MoreHorizontal, UserPlus } from "lucide-react";
import { useState } from "react";
import { formatAgo, t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { useSession } from "@/app/session";
import { api, call } from "@/api/client";
import { liveMs, membersQuery } from "@/api/queries";
import type { ChangeMemberRequest, ListedMember, Role } from "@/api/types";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SelectField } from "@/ui/Field";
import { Menu } from "@/ui/Menu";
import { cx } from "@/ui/cx";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Table } from "@/ui/Table";
import { grantable, InviteForm, MadeLink } from "./parts/InviteForm";
import styles from "./parts/Members.module.css";

export const route = {
  path: "/members",
  frame: "app",
  roles: ["owner", "manager"],
  nav: { label: "nav.members", icon: "members", order: 4 },
} satisfies PageRoute;

const tones: Readonly<Record<ListedMember["state"], Tone>> = { active: "good", paused: "warn", invited: "neutral", removed: "neutral" };

/** Who is in the workspace, as what, and how others get in. */
export default function Members() {
  // Who comes in changes their name and state without this page.
  const members = useInfiniteQuery({ ...membersQuery, staleTime: 0, refetchInterval: liveMs });
  const client = useQueryClient();
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<{ name: string; link: string; expiresAt: number } | null>(null);
  const [removing, setRemoving] = useState<ListedMember | null>(null);
  // Those who left stand last: their names are still beside their answers, but nobody looks for them here first.
  const all = members.data?.pages.flatMap(({ items }) => items) ?? [];
  const rows = [...all.filter(({ state }) => state !== "removed"), ...all.filter(({ state }) => state === "removed")];
  const refresh = () => client.invalidateQueries({ queryKey: ["members"] });
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: ChangeMemberRequest }) =>
      call(api.PATCH("/api/members/{id}", { params: { path: { id } }, body })),
    onSettled: refresh,
  });
  const renew = useMutation({
    mutationFn: ({ id }: ListedMember) => call(api.POST("/api/members/{id}/link", { params: { path: { id } } })),
    onSuccess: (made, { name }) => {
      setLink({ name, ...made });
      return refresh();
    },
  });

  return (
    <Page
      title={t("members.title")}
      actions={
        <Button kind="primary" icon={<UserPlus />} onClick={() => setInviting(true)}>
          {t("members.invite")}
        </Button>
      }
    >
      {members.isPending && <Skeleton />}
      {[members.error, change.error, renew.error].map(
        (error, at) => error && <Failure key={at} error={error} onRetry={() => void refresh()} />,
      )}
      {rows.length > 0 && (
        <Table
          label={t("members.title")}
          head={[
            { title: t("members.name") },
            { title: t("members.login") },
            { title: t("members.role") },
            { title: t("members.state") },
            { title: t("members.seen") },
            { title: "" },
          ]}
        >
          {rows.map((row) => (
            <MemberRow
              key={row.id}
              row={row}
              onChange={(body) => change.mutate({ id: row.id, body })}
              onRenew={() => renew.mutate(row)}
              onRemove={() => setRemoving(row)}
            />
          ))}
        </Table>
      )}
      {members.hasNextPage && <Button onClick={() => void members.fetchNextPage()}>{t("ui.more")}</Button>}
      {inviting && (
        <Dialog
          title={t("members.inviteTitle")}
          size="wide"
          onClose={() => setInviting(false)}
          footer={<Button onClick={() => setInviting(false)}>{t("members.done")}</Button>}
        >
          <InviteForm />
        </Dialog>
      )}
      {removing && <Remove target={removing} onClose={() => setRemoving(null)} />}
      {link && (
        <Dialog
          title={t("members.linkFor", { name: link.name })}
          onClose={() => setLink(null)}
          footer={<Button onClick={() => setLink(null)}>{t("members.done")}</Button>}
        >
          <MadeLink {...link} />
          <p className={styles.note}>{t("members.linkOld")}</p>
        </Dialog>
      )}
    </Page>
  );
}

interface RowProps {
  row: ListedMember;
  onChange: (body: ChangeMemberRequest) => void;
  onRenew: () => void;
  onRemove: () => void;
}

function MemberRow({ row, onChange, onRenew, onRemove }: RowProps) {
  const { member } = useSession();
  const me = row.id === member.id;
  // Those who stand for imported or simulated answers never sign in: there is nothing to give or take.
  const may = !me && row.kind === "person" && (member.role === "owner" || grantable(member.role).includes(row.role));
  return (
    <tr className={cx(row.state === "removed" && styles.removed)}>
      <td className={styles.cell}>
        <strong className={styles.name} dir="auto" title={row.name}>
          {row.name}
        </strong>
        {me && <span className={styles.note}> {t("members.you")}</span>}
        {row.kind !== "person" && <span className={styles.note}> {t(`members.kind.${row.kind}`)}</span>}
      </td>
      <td className={styles.cell} title={row.login ?? undefined}>
        {row.login ?? (row.kind === "person" && row.state !== "removed" && <span className={styles.note}>{t("members.linksOnly")}</span>)}
      </td>
      <td className={styles.role}>
        {may && row.state !== "removed" ? (
          <SelectField
            bare
            label={t("members.roleOf", { name: row.name })}
            value={row.role}
            onChange={(event) => onChange({ role: event.target.value as Role })}
          >
            {grantable(member.role).map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </SelectField>
        ) : (
          t(`role.${row.role}`)
        )}
      </td>
      <td>{row.kind === "person" && <Badge tone={tones[row.state]}>{t(`members.state.${row.state}`)}</Badge>}</td>
      <td>{row.lastSeenAt !== null ? formatAgo(row.lastSeenAt) : row.kind === "person" && t("members.never")}</td>
      <td data-number>
        {may && (
          <Menu
            label={t("members.actions", { name: row.name })}
            className={styles.more}
            trigger={<MoreHorizontal size={16} aria-label={t("members.actions", { name: row.name })} role="img" />}
            items={
              row.state === "removed"
                ? [{ id: "link", title: t("members.inviteAgain"), run: onRenew }]
                : [
                    { id: "link", title: t(row.hasPassword ? "members.resetLink" : "members.newLink"), run: onRenew },
                    row.state === "paused"
                      ? { id: "resume", title: t("members.resume"), run: () => onChange({ state: "active" }) }
                      : { id: "pause", title: t("members.pause"), run: () => onChange({ state: "paused" }) },
                    { id: "remove", title: t("members.remove"), danger: true, run: onRemove },
                  ]
            }
          />
        )}
      </td>
    </tr>
  );
}

function Remove({ target, onClose }: { target: ListedMember; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call(api.DELETE("/api/members/{id}", { params: { path: { id: target.id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["members"] });
      onClose();
    },
  });
  return (
    <Dialog
      title={t("members.removeTitle", { name: target.name })}
      onClose={onClose}
      footer={
        <>
          <Button data-focus onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button kind="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t("members.removeGo")}
          </Button>
        </>
      }
    >
      <p>{t("members.removeLead")}</p>
      {remove.error && <Failure error={remove.error} />}
    </Dialog>
  );
}
