import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link2Off } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { api, call, CallError } from "@/api/client";
import { sessionQuery } from "@/api/queries";
import type { InspectLinkResponse } from "@/api/types";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { TextField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import styles from "./parts/Join.module.css";

export const route = { path: "/join", frame: "open" } satisfies PageRoute;

/** Where a personal link leads: says whose workspace it is, and signs in. */
export default function Join() {
  const [token] = useState(() => globalThis.location.hash.slice(1));
  const link = useQuery({
    queryKey: ["link", token],
    queryFn: () => call(api.POST("/api/session/inspect", { body: { token } })),
    enabled: token !== "",
    retry: false,
    staleTime: Infinity,
  });

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        {token === "" ? (
          <Empty level={1} icon={<Link2Off size={20} />} title={t("join.noToken")}>
            {t("join.noTokenTodo")}
          </Empty>
        ) : link.data ? (
          <Welcome token={token} link={link.data} />
        ) : link.error ? (
          <LinkProblem error={link.error} onRetry={() => void link.refetch()} />
        ) : (
          <Skeleton rows={3} />
        )}
      </div>
    </main>
  );
}

function LinkProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const used = error instanceof CallError && error.status === 404;
  return (
    <Empty
      level={1}
      icon={<Link2Off size={20} />}
      title={error.message || t("error.unreachable")}
      action={!used && <Button onClick={onRetry}>{t("ui.retry")}</Button>}
    >
      {error instanceof CallError && error.detail ? error.detail : t("error.unreachableTodo")}
    </Empty>
  );
}

function Welcome({ token, link }: { token: string; link: InspectLinkResponse }) {
  const [name, setName] = useState(link.name ?? "");
  const client = useQueryClient();
  const navigate = useNavigate();
  const asksName = link.kind !== "signin";
  const signIn = useMutation({
    mutationFn: () => call(api.POST("/api/session", { body: asksName ? { token, name: name.trim() } : { token } })),
    onSuccess: (session) => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      void navigate("/", { replace: true });
    },
  });
  const { workspace } = link;
  const lead =
    link.kind === "owner"
      ? t("join.ownerLead")
      : link.kind === "invitation"
        ? t("join.invitationLead", { role: t(`role.${link.role}`).toLowerCase() })
        : t("join.signinLead", { name: link.name ?? "" });

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      <img src="/icon.svg" alt="Groundwork" width={36} height={36} />
      <h1>{t(`join.${link.kind}`, { workspace })}</h1>
      <p>{lead}</p>
      {asksName && (
        <TextField
          label={t("join.name")}
          hint={t("join.nameHint")}
          value={name}
          autoFocus
          autoComplete="name"
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      {signIn.error && <Failure error={signIn.error} />}
      <Button kind="primary" type="submit" disabled={signIn.isPending || (asksName && name.trim() === "")} autoFocus={!asksName}>
        {t("join.go")}
      </Button>
    </form>
  );
}
