import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Unplug } from "lucide-react";
import { createContext, useContext, useState, type ReactNode } from "react";
import { api, call, CallError } from "@/api/client";
import { sessionQuery } from "@/api/queries";
import type { GetSessionResponse, Role } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { Notice } from "@/ui/Notice";
import { useLive } from "./live/useLive";
import { t } from "./messages";
import { SignInForm, SignInPage } from "./SignIn";
import styles from "./Strip.module.css";

const Context = createContext<GetSessionResponse | null>(null);

/** Shows what is inside to somebody signed in; says how to sign in to anybody else. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  const ended = isSignedOut(session.error) ? session.error : null;
  useLive(ended ? null : (session.data?.member.id ?? null));

  if (session.data) {
    return (
      <Context value={session.data}>
        {ended && <SessionEnded why={ended} />}
        {children}
      </Context>
    );
  }
  if (ended) return <SignInPage ended={ended} />;
  if (!session.error) return null;
  return (
    <main>
      <Empty
        icon={<Unplug size={20} />}
        title={t("error.unreachable")}
        action={<Button onClick={() => void session.refetch()}>{t("ui.retry")}</Button>}
      >
        {t("error.unreachableTodo")}
      </Empty>
    </main>
  );
}

const isSignedOut = (error: Error | null): error is CallError => error instanceof CallError && error.status === 401;

/** What is on the screen stays, with the way back in beside it: nothing that was typed is lost. */
function SessionEnded({ why }: { why: CallError }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className={styles.strip}>
        <Notice
          kind="warn"
          title={why.code === "signed_out" ? t("session.ended") : why.message}
          actions={
            <Button small onClick={() => setOpen(true)}>
              {t("signIn.go")}
            </Button>
          }
        >
          {why.code === "signed_out" ? t("session.endedTodo") : why.detail}
        </Notice>
      </div>
      {open && (
        <Dialog title={t("signIn.title")} onClose={() => setOpen(false)}>
          <SignInForm onDone={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  );
}

/** Has the session ended while its pages are still on the screen? */
export function useSignedOut(): boolean {
  return isSignedOut(useQuery(sessionQuery).error);
}

export function useSession(): GetSessionResponse {
  const session = useContext(Context);
  if (!session) throw new Error("SessionProvider is missing");
  return session;
}

/** Viewers only look: they have no work of their own. */
export function canLabel(role: Role): boolean {
  return role !== "viewer";
}

/** Those who see what everybody asked, and answer it. */
export function canJudge(role: Role): boolean {
  return canManage(role) || role === "reviewer";
}

export function canManage(role: Role): boolean {
  return role === "owner" || role === "manager";
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await call(api.DELETE("/api/session"));
    client.clear();
    globalThis.location.assign("/");
  };
}
