import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { t } from "@/app/messages";
import { api, call } from "@/api/client";
import { faultAt, isAboutFields } from "@/api/faults";
import { projectsQuery, webhookEventsQuery } from "@/api/queries";
import type { Webhook } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { RadioCards } from "@/ui/RadioCards";
import styles from "./Webhooks.module.css";
import { ShownSecret } from "./WebhookSecret";

const first = ["task.completed", "export.ready", "import.failed", "job.failed"];
const toggled = (all: readonly string[], one: string) => (all.includes(one) ? all.filter((each) => each !== one) : [...all, one]);

/** Names who is told, where, of what: a new webhook, whose secret is shown afterwards, or one that is there. */
export function WebhookForm({ target, onClose }: { target?: Webhook; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(target?.name ?? "");
  const [url, setUrl] = useState(target?.url ?? "");
  const [events, setEvents] = useState<readonly string[]>(target?.events ?? first);
  const [where, setWhere] = useState<"all" | "some">(target && target.projects.length > 0 ? "some" : "all");
  const [projects, setProjects] = useState<readonly string[]>(target?.projects ?? []);
  const save = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), url: url.trim(), events: [...events], projects: where === "all" ? [] : [...projects] };
      if (!target) return (await call(api.POST("/api/webhooks", { body }))).secret;
      await call(api.PATCH("/api/webhooks/{id}", { params: { path: { id: target.id } }, body }));
      return null;
    },
    onSuccess: async (secret) => {
      await client.invalidateQueries({ queryKey: ["webhooks"] });
      if (secret === null) onClose();
    },
  });
  const ready = name.trim() !== "" && url.trim() !== "" && events.length > 0 && (where === "all" || projects.length > 0);
  return (
    <Dialog
      title={target ? t("webhooks.editTitle", { name: target.name }) : t("webhooks.new")}
      size="large"
      onClose={onClose}
      footer={
        save.data ? (
          <Button onClick={onClose}>{t("webhooks.done")}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("ui.cancel")}</Button>
            <Button kind="primary" type="submit" form="webhook" disabled={!ready || save.isPending}>
              {t(target ? "ui.save" : "webhooks.create")}
            </Button>
          </>
        )
      }
    >
      {save.data ? (
        <ShownSecret name={name} secret={save.data} />
      ) : (
        <form
          id="webhook"
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) save.mutate();
          }}
        >
          <TextField
            label={t("webhooks.name")}
            hint={t("webhooks.nameHint")}
            error={faultAt(save.error, "/name")}
            data-focus
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label={t("webhooks.url")}
            hint={t("webhooks.urlHint")}
            error={faultAt(save.error, "/url")}
            placeholder="https://"
            inputMode="url"
            spellCheck={false}
            value={url}
            maxLength={2000}
            onChange={(event) => {
              setUrl(event.target.value);
              // What was said about the former address isn't about this one.
              save.reset();
            }}
          />
          <Events chosen={events} onChange={setEvents} error={faultAt(save.error, "/events")} />
          <div>
            <RadioCards
              legend={t("webhooks.projects")}
              value={where}
              options={[
                { value: "all", title: t("webhooks.projects.all"), hint: t("webhooks.projects.allHint") },
                { value: "some", title: t("webhooks.projects.some"), hint: t("webhooks.projects.someHint") },
              ]}
              onChange={setWhere}
            />
            {where === "some" && <Projects chosen={projects} onChange={setProjects} />}
            <Wrong error={faultAt(save.error, "/projects")} />
          </div>
          {save.error && !isAboutFields(save.error) && <Failure error={save.error} />}
        </form>
      )}
    </Dialog>
  );
}

interface Choosing {
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

function Wrong({ error }: { error: string | undefined }): ReactNode {
  return error && <p className={styles.wrong}>{error}</p>;
}

function Events({ chosen, onChange, error }: Choosing & { error: string | undefined }) {
  const kinds = useQuery(webhookEventsQuery);
  return (
    <fieldset className={styles.events}>
      <legend>{t("webhooks.events")}</legend>
      {kinds.error && <Failure error={kinds.error} onRetry={() => void kinds.refetch()} />}
      {kinds.data && (
        <>
          <div className={styles.whole}>
            {kinds.data.items.map(({ type, about }) => (
              <label key={type} className={styles.choice}>
                <input type="checkbox" aria-label={type} checked={chosen.includes(type)} onChange={() => onChange(toggled(chosen, type))} />
                <code>{type}</code>
                <span className={styles.about}>{about}</span>
              </label>
            ))}
          </div>
          <div className={styles.quick}>
            <Button small kind="quiet" onClick={() => onChange(kinds.data.items.map(({ type }) => type))}>
              {t("webhooks.all")}
            </Button>
            <Button small kind="quiet" onClick={() => onChange([])}>
              {t("webhooks.none")}
            </Button>
          </div>
        </>
      )}
      <Wrong error={error} />
    </fieldset>
  );
}

function Projects({ chosen, onChange }: Choosing) {
  const projects = useInfiniteQuery(projectsQuery);
  const all = projects.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className={styles.some}>
      {projects.error && <Failure error={projects.error} onRetry={() => void projects.refetch()} />}
      {projects.data && all.length === 0 && <p className={styles.muted}>{t("webhooks.projectsNone")}</p>}
      {all.length > 0 && (
        <div className={styles.list} role="group" aria-label={t("webhooks.projects")}>
          {all.map(({ id, name }) => (
            <label key={id} className={styles.choice}>
              <input type="checkbox" checked={chosen.includes(id)} onChange={() => onChange(toggled(chosen, id))} />
              <span className={styles.wholeName} dir="auto">
                {name}
              </span>
            </label>
          ))}
        </div>
      )}
      {projects.hasNextPage && (
        <Button small className={styles.more2} onClick={() => void projects.fetchNextPage()}>
          {t("ui.more")}
        </Button>
      )}
    </div>
  );
}
