import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Unplug } from "lucide-react";
import { createContext, useContext, type ReactNode } from "react";
import { api, call, CallError } from "@/api/client";
import { sessionQuery } from "@/api/queries";
import type { GetSessionResponse, Role } from "@/api/types";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Notice } from "@/ui/Notice";
import { t } from "./messages";

const Context = createContext<GetSessionResponse | null>(null);

/** Shows what is inside to somebody signed in; says how to sign in to anybody else. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  const signedOut = session.error instanceof CallError && session.error.status === 401;

  if (session.data) {
    return (
      <Context value={session.data}>
        {signedOut && (
          <Notice kind="warn" title={t("session.ended")}>
            {t("session.endedTodo")}
          </Notice>
        )}
        {children}
      </Context>
    );
  }
  if (signedOut) {
    return (
      <main>
        <Empty level={1} icon={<KeyRound size={20} />} title={t("session.none")}>
          {t("session.noneTodo")}
        </Empty>
      </main>
    );
  }
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

export function useSession(): GetSessionResponse {
  const session = useContext(Context);
  if (!session) throw new Error("SessionProvider is missing");
  return session;
}

/** Viewers only look: they have no work of their own. */
export function canLabel(role: Role): boolean {
  return role !== "viewer";
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
