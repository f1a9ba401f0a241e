import { type Query, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api, call, CallError } from "@/api/client";
import { sessionQuery } from "@/api/queries";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Failure, Notice } from "@/ui/Notice";
import { PasswordField } from "@/ui/PasswordField";
import { t } from "./messages";
import { PlainHttpNote } from "./PlainHttpNote";
import styles from "./SignIn.module.css";

/** The whole window for somebody who is not signed in: name and password, and what to do without them. */
export function SignInPage({ ended }: { ended: CallError }) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <img src="/icon.svg" alt="Groundwork" width={36} height={36} />
        <h1>{t("signIn.title")}</h1>
        {ended.code !== "signed_out" && (
          <Notice kind="warn" title={ended.message}>
            {ended.detail}
          </Notice>
        )}
        <SignInForm />
        <div className={styles.links}>
          <h2>{t("signIn.noPassword")}</h2>
          <p>{t("signIn.links")}</p>
        </div>
      </div>
    </main>
  );
}

/** Signs in; `onDone` instead of beginning anew is for those who were in the middle of something. */
export function SignInForm({ onDone, note }: { onDone?: () => void; note?: ReactNode }) {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const client = useQueryClient();
  const signIn = useMutation({
    mutationFn: () => call(api.POST("/api/session/password", { body: { login: login.trim(), password: password.normalize("NFKC") } })),
    onSuccess: (session) => {
      const before = client.getQueryData(sessionQuery.queryKey);
      // The pages around this form must hear of it, and would not if their queries were cleared away under them.
      client.setQueryData(sessionQuery.queryKey, session);
      const others = { predicate: ({ queryKey }: Query) => queryKey[0] !== sessionQuery.queryKey[0] };
      // What was refused while one was out is asked for again; what somebody else saw is forgotten.
      void (before?.member.id === session.member.id ? client.invalidateQueries(others) : client.resetQueries(others));
      onDone?.();
    },
    onError: () => setPassword(""),
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      {note}
      <TextField
        label={t("signIn.name")}
        value={login}
        autoFocus
        data-focus
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={200}
        onChange={(event) => setLogin(event.target.value)}
      />
      <PasswordField
        label={t("signIn.password")}
        value={password}
        autoComplete="current-password"
        onChange={(event) => setPassword(event.target.value)}
      />
      {signIn.error && <Failure error={signIn.error} />}
      <PlainHttpNote />
      <Button kind="primary" type="submit" disabled={signIn.isPending || login.trim() === "" || password === ""}>
        {t("signIn.go")}
      </Button>
    </form>
  );
}
