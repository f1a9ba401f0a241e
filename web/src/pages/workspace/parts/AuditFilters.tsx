import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { EyeOff, X } from "lucide-react";
import { useEffect, useState } from "react";
import { t } from "@/app/messages";
import type { AuditWish } from "@/api/audit";
import { api, call } from "@/api/client";
import { membersQuery, projectsQuery } from "@/api/queries";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { Failure, Notice } from "@/ui/Notice";
import styles from "./Audit.module.css";
import { actionKinds } from "./auditWords";

interface AuditFiltersProps {
  wish: AuditWish;
  onChange: (wish: Partial<AuditWish>) => void;
  onClear: (() => void) | undefined;
}

/** Narrows the log by who, what, where and when. */
export function AuditFilters({ wish, onChange, onClear }: AuditFiltersProps) {
  const members = useInfiniteQuery(membersQuery);
  const projects = useInfiniteQuery(projectsQuery);
  const [forgetting, setForgetting] = useState(false);
  const people = members.data?.pages.flatMap(({ items }) => items) ?? [];
  const known = projects.data?.pages.flatMap(({ items }) => items) ?? [];
  // Few workspaces have more than a page of either: the rest follows by itself.
  const { hasNextPage: morePeople, fetchNextPage: nextPeople } = members;
  const { hasNextPage: moreProjects, fetchNextPage: nextProjects } = projects;
  useEffect(() => {
    if (morePeople) void nextPeople();
    if (moreProjects) void nextProjects();
  }, [morePeople, nextPeople, moreProjects, nextProjects, people.length, known.length]);
  const person = people.find(({ id }) => id === wish.actor);
  return (
    <div className={styles.filters} role="search">
      <SelectField bare label={t("audit.member")} value={wish.actor} onChange={(event) => onChange({ actor: event.target.value })}>
        <option value="">{t("audit.anybody")}</option>
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        <option value="system">{t("audit.system")}</option>
        <option value="anonymous">{t("audit.anonymous")}</option>
      </SelectField>
      <SelectField bare label={t("audit.action")} value={wish.action} onChange={(event) => onChange({ action: event.target.value })}>
        <option value="">{t("audit.anything")}</option>
        {actionKinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`audit.kind.${kind}`)}
          </option>
        ))}
      </SelectField>
      <SelectField bare label={t("audit.project")} value={wish.project} onChange={(event) => onChange({ project: event.target.value })}>
        <option value="">{t("audit.anyProject")}</option>
        {known.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField
        bare
        label={t("audit.subject")}
        placeholder={t("audit.subject")}
        defaultValue={wish.subject}
        key={wish.subject}
        spellCheck={false}
        maxLength={100}
        onBlur={(event) => onChange({ subject: event.target.value.trim() })}
        onKeyDown={(event) => {
          if (event.key === "Enter") onChange({ subject: event.currentTarget.value.trim() });
        }}
      />
      <label className={styles.day}>
        {t("audit.from")}
        <TextField
          bare
          label={t("audit.from")}
          type="date"
          value={wish.from}
          onChange={(event) => onChange({ from: event.target.value })}
        />
      </label>
      <label className={styles.day}>
        {t("audit.to")}
        <TextField bare label={t("audit.to")} type="date" value={wish.to} onChange={(event) => onChange({ to: event.target.value })} />
      </label>
      {onClear && (
        <Button kind="quiet" icon={<X />} onClick={onClear}>
          {t("audit.clear")}
        </Button>
      )}
      {person && (
        <Button kind="quiet" icon={<EyeOff />} onClick={() => setForgetting(true)}>
          {t("audit.forget")}
        </Button>
      )}
      {forgetting && person && <Forget person={person} onClose={() => setForgetting(false)} />}
    </div>
  );
}

function Forget({ person, onClose }: { person: { id: string; name: string }; onClose: () => void }) {
  const client = useQueryClient();
  const forget = useMutation({
    mutationFn: () => call(api.DELETE("/api/audit/addresses/{member}", { params: { path: { member: person.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["audit"] }),
  });
  return (
    <Dialog
      title={t("audit.forgetTitle", { name: person.name })}
      onClose={onClose}
      footer={
        forget.data ? (
          <Button onClick={onClose}>{t("members.done")}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("ui.cancel")}</Button>
            <Button kind="danger" disabled={forget.isPending} onClick={() => forget.mutate()}>
              {t("audit.forget")}
            </Button>
          </>
        )
      }
    >
      {forget.data ? <Notice kind="good" title={t("audit.forgotten", { n: forget.data.forgotten })} /> : <p>{t("audit.forgetLead")}</p>}
      {forget.error && <Failure error={forget.error} />}
    </Dialog>
  );
}
