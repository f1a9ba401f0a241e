import { useInfiniteQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import styles from "@/app/lists/BulkForms.module.css";
import { t } from "@/app/messages";
import { canLabel } from "@/app/session";
import { projectMembersQuery } from "@/api/queries";
import { Button } from "@/ui/Button";
import { CheckField, TextField } from "@/ui/Field";
import { Popover } from "@/ui/Popover";
import own from "./AssignForm.module.css";

interface Person {
  id: string;
  name: string;
}

interface AssignFormProps {
  projectId: string;
  busy: boolean;
  onAssign: (people: Person[]) => void;
}

/** The people whom all selected tasks are kept for. */
export function AssignForm({ projectId, busy, onAssign }: AssignFormProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={t("tasks.assign")}
      up
      className={styles.trigger}
      disabled={busy}
      open={open}
      onOpen={setOpen}
      trigger={
        <>
          <UserPlus />
          {t("tasks.assign")}
        </>
      }
    >
      {(close) => (
        <People
          projectId={projectId}
          onAssign={(people) => {
            close();
            onAssign(people);
          }}
        />
      )}
    </Popover>
  );
}

function People({ projectId, onAssign }: Omit<AssignFormProps, "busy">) {
  const members = useInfiniteQuery(projectMembersQuery(projectId));
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [search, setSearch] = useState("");
  const able = (members.data?.pages.flatMap(({ items }) => items) ?? []).filter(
    ({ state, role }) => state === "active" && role !== "none" && canLabel(role),
  );
  const found = able.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length > 0) onAssign([...chosen]);
      }}
    >
      <p className={styles.lead}>{t("tasks.assignLead")}</p>
      <TextField
        data-focus
        bare
        label={t("tasks.assignFind")}
        placeholder={t("tasks.assignFind")}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {members.isSuccess && able.length === 0 && <p className={styles.lead}>{t("tasks.assignNone")}</p>}
      <ul className={own.people}>
        {found.map(({ id, name }) => (
          <li key={id}>
            <CheckField
              label={name}
              checked={chosen.some((one) => one.id === id)}
              onChange={(event) => setChosen(event.target.checked ? [...chosen, { id, name }] : chosen.filter((one) => one.id !== id))}
            />
          </li>
        ))}
      </ul>
      {members.hasNextPage && (
        <Button small kind="quiet" onClick={() => void members.fetchNextPage()}>
          {t("ui.more")}
        </Button>
      )}
      <div className={styles.buttons}>
        <Button small onClick={() => onAssign([])}>
          {t("tasks.unassign")}
        </Button>
        <Button kind="primary" small type="submit" disabled={chosen.length === 0}>
          {t("tasks.assignDo", { n: chosen.length })}
        </Button>
      </div>
    </form>
  );
}
