import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link2Off } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { PlainHttpNote } from "@/app/PlainHttpNote";
import { api, call, CallError } from "@/api/client";
import { faultAt, isAboutFields } from "@/api/faults";
import { sessionQuery } from "@/api/queries";
import type { InspectLinkResponse } from "@/api/types";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { TextField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { PasswordField } from "@/ui/PasswordField";
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
  const [login, setLogin] = useState(link.login ?? "");
  const [password, setPassword] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const { kind, workspace } = link;
  const asksName = kind === "owner" || kind === "invitation";
  const signIn = useMutation({
    mutationFn: (withPassword: boolean) =>
      call(
        api.POST("/api/session", {
          body: {
            token,
            ...(asksName && { name: name.trim() }),
            ...(withPassword && { login: login.trim(), password: password.normalize("NFKC") }),
          },
        }),
      ),
    onSuccess: (session) => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      void navigate("/", { replace: true });
    },
  });
  const fault = (path: string) => faultAt(signIn.error, path);
  const lead = {
    owner: t("join.ownerLead"),
    invitation: t("join.invitationLead", { role: t(`role.${link.role}`).toLowerCase() }),
    signin: t("join.signinLead", { name: link.name ?? "" }),
    reset: t("join.resetLead", { name: link.name ?? "", workspace }),
  }[kind];
  // Whoever has a password keeps it when they come by an ordinary link; the link to reset it asks for a new one.
  const offers = kind === "reset" || !link.hasPassword;
  const chosen = offers && (kind === "reset" || password !== "" || login.trim() !== (link.login ?? ""));

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate(chosen);
      }}
    >
      <img src="/icon.svg" alt="Groundwork" width={36} height={36} />
      <h1>{kind === "reset" ? t("join.reset") : t(`join.${kind}`, { workspace })}</h1>
      <p>{lead}</p>
      {asksName && (
        <TextField
          label={t("join.name")}
          hint={t("join.nameHint")}
          error={fault("/name")}
          value={name}
          autoFocus
          autoComplete="name"
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      {offers && (
        <fieldset className={styles.password}>
          {kind !== "reset" && (
            <legend>
              {t("join.password")} <span>{t("join.passwordLead")}</span>
            </legend>
          )}
          <TextField
            label={t("join.login")}
            hint={kind === "reset" ? undefined : t("join.loginHint")}
            error={fault("/login")}
            value={login}
            readOnly={kind === "reset" && link.login !== null}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={100}
            onChange={(event) => setLogin(event.target.value)}
          />
          <PasswordField
            label={t("join.newPassword")}
            hint={t("password.hint")}
            error={fault("/password")}
            value={password}
            autoFocus={kind === "reset"}
            autoComplete="new-password"
            onChange={(event) => setPassword(event.target.value)}
          />
        </fieldset>
      )}
      {signIn.error && !isAboutFields(signIn.error) && <Failure error={signIn.error} />}
      {offers && <PlainHttpNote choosing />}
      <Button
        kind="primary"
        type="submit"
        disabled={signIn.isPending || (asksName && name.trim() === "") || (kind === "reset" && password === "")}
        autoFocus={!asksName && kind !== "reset"}
      >
        {t(kind === "reset" ? "join.setPassword" : "join.go")}
      </Button>
      {kind === "reset" && (
        <Button kind="quiet" disabled={signIn.isPending} onClick={() => signIn.mutate(false)}>
          {t("join.skipReset")}
        </Button>
      )}
    </form>
  );
}
