import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "@/app/messages";
import { PlainHttpNote } from "@/app/PlainHttpNote";
import { api, call } from "@/api/client";
import { faultAt, isAboutFields } from "@/api/faults";
import type { GetAccountResponse } from "@/api/types";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { PasswordField } from "@/ui/PasswordField";
import styles from "./Account.module.css";

/** What others call me, and the name that I sign in with. */
export function NameForm({ account }: { account: GetAccountResponse }) {
  const [name, setName] = useState(account.name);
  const [login, setLogin] = useState(account.login ?? "");
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => call(api.PATCH("/api/account", { body: { name: name.trim(), ...(login.trim() !== "" && { login: login.trim() }) } })),
    onSuccess: () => Promise.all(["account", "session", "members"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  const changed = name.trim() !== account.name || login.trim() !== (account.login ?? "");
  return (
    <Section title={t("account.you")}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField
          label={t("members.name")}
          hint={t("join.nameHint")}
          error={faultAt(save.error, "/name")}
          value={name}
          autoComplete="name"
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={t("join.login")}
          hint={t("join.loginHint")}
          error={faultAt(save.error, "/login")}
          value={login}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={100}
          onChange={(event) => setLogin(event.target.value)}
        />
        {save.error && !isAboutFields(save.error) && <Failure error={save.error} />}
        <div>
          <Button type="submit" disabled={!changed || name.trim() === "" || save.isPending}>
            {t(save.isSuccess && !changed ? "ui.saved" : "ui.save")}
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** Sets or changes my password. */
export function PasswordForm({ account }: { account: GetAccountResponse }) {
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      call(
        api.PUT("/api/account/password", {
          body: { password: password.normalize("NFKC"), ...(account.hasPassword && { current: current.normalize("NFKC") }) },
        }),
      ),
    onSuccess: () => {
      setCurrent("");
      setPassword("");
      return Promise.all(["account", "sessions"].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
  return (
    <Section title={t("account.password")}>
      {account.login === null ? (
        <p className={styles.none}>{t("account.nameFirst")}</p>
      ) : (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          {/* Lets password stores know whose password it is. */}
          <input type="text" hidden readOnly autoComplete="username" value={account.login} />
          {account.hasPassword && (
            <PasswordField
              label={t("account.current")}
              error={faultAt(save.error, "/current")}
              value={current}
              autoComplete="current-password"
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
          <PasswordField
            label={t("account.new")}
            hint={t("password.hint")}
            error={faultAt(save.error, "/password")}
            value={password}
            autoComplete="new-password"
            onChange={(event) => setPassword(event.target.value)}
          />
          <PlainHttpNote choosing />
          {save.error && !isAboutFields(save.error) && <Failure error={save.error} />}
          <div className={styles.row}>
            <Button type="submit" disabled={password === "" || (account.hasPassword && current === "") || save.isPending}>
              {t(account.hasPassword ? "account.change" : "account.set")}
            </Button>
            <p className={styles.none} role="status">
              {save.isSuccess && password === "" ? t("account.changed") : t("account.endsOthers")}
            </p>
          </div>
        </form>
      )}
    </Section>
  );
}
