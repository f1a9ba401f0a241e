import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { formatDay, t } from "@/app/messages";
import { useSession } from "@/app/session";
import { api, call } from "@/api/client";
import type { Role } from "@/api/types";
import { Button } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { SelectField, TextField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import styles from "./InviteForm.module.css";

const roles: readonly Role[] = ["annotator", "reviewer", "viewer", "manager", "owner"];

/** The roles that somebody may give: nobody gives more than they have. */
export function grantable(role: Role): readonly Role[] {
  return role === "owner" ? roles : roles.filter((one) => one !== "owner" && one !== "manager");
}

/** Names somebody and makes the link that lets them in. */
export function InviteForm() {
  const { member } = useSession();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("annotator");
  const [made, setMade] = useState<{ name: string; link: string; expiresAt: number }[]>([]);
  const client = useQueryClient();
  const invite = useMutation({
    mutationFn: (body: { name: string; role: Role }) => call(api.POST("/api/invitations", { body })),
    onSuccess: ({ link, expiresAt }, sent) => {
      setMade((before) => [...before, { name: sent.name, link, expiresAt }]);
      setName("");
      void client.invalidateQueries({ queryKey: ["members"] });
    },
  });

  return (
    <div className={styles.invite}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) invite.mutate({ name: name.trim(), role });
        }}
      >
        <TextField label={t("members.name")} data-focus value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        <SelectField label={t("members.role")} value={role} onChange={(event) => setRole(event.target.value as Role)}>
          {grantable(member.role).map((one) => (
            <option key={one} value={one}>
              {t(`role.${one}`)}
            </option>
          ))}
        </SelectField>
        <Button type="submit" disabled={name.trim() === "" || invite.isPending}>
          {t("members.makeLink")}
        </Button>
      </form>
      <p className={styles.about}>{`${t(`role.${role}`)}: ${t(`members.role.${role}`)}`}</p>
      {invite.error && <Failure error={invite.error} />}
      <ul className={styles.made}>
        {made.map((one) => (
          <li key={one.link}>
            <MadeLink {...one} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A link, shown this once. */
export function MadeLink({ name, link, expiresAt }: { name: string; link: string; expiresAt: number }) {
  return (
    <div className={styles.link}>
      <Copy text={link} label={t("members.linkFor", { name })} />
      <p>{t("members.linkOnce", { name, day: formatDay(expiresAt) })}</p>
    </div>
  );
}
