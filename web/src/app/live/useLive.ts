import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { sessionQuery } from "@/api/queries";
import { setTold } from "@/api/told";
import { openLine } from "./line";
import { Refresher } from "./refresh";
import { someOf } from "./spread";
import type { News } from "./stream";

/** A server that starts again is back by then; who is without word for longer looks for themselves. */
const patienceMs = 5_000;
const askAgainMs = 2_000;

/** Keeps what is on the screen as it is on the server, while a member is signed in. */
export function useLive(member: string | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (member === null) return;
    const refresher = new Refresher(client);
    let lost: ReturnType<typeof setTimeout> | undefined;
    let asks: ReturnType<typeof setTimeout> | undefined;
    let heard = false;

    const become = (alive: boolean) => {
      clearTimeout(lost);
      setTold(alive);
      // Not all at the same moment; from then on it looks as often as ever.
      if (!alive && heard) lost = setTimeout(() => refresher.everything(), patienceMs + someOf(patienceMs));
      heard ||= alive;
    };
    const hear = (news: News) => {
      if (news.kind === "changed") refresher.changed(news.changes);
      else if (news.kind === "everything") refresher.everything();
      else if (news.kind === "alive") become(news.alive);
      else void askWho();
    };
    const line = openLine(member, hear);
    const askWho = async () => {
      become(false);
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      clearTimeout(asks);
      asks = setTimeout(() => {
        const { data, error } = client.getQueryState(sessionQuery.queryKey) ?? {};
        if (!error && data?.member.id === member) line.again();
      }, askAgainMs);
    };
    return () => {
      clearTimeout(lost);
      clearTimeout(asks);
      refresher.stop();
      line.close();
      setTold(false);
    };
  }, [member, client]);
}
