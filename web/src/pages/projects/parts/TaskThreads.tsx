import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "react-router";
import { taskThreadsQuery } from "@/api/queries";
import { t } from "@/app/messages";
import { Thread } from "@/app/threads/Thread";
import { Section } from "@/ui/Page";

/** What was asked about a task, to be answered beside it; nothing if nobody did. */
export function TaskThreads({ taskId }: { taskId: string }) {
  const { data } = useQuery(taskThreadsQuery(taskId));
  const { hash } = useLocation();
  const some = data !== undefined && data.length > 0;
  // The address names the question that one came for; it isn't there before it is loaded.
  useEffect(() => {
    if (some && hash.startsWith("#thread-")) document.getElementById(hash.slice(1))?.scrollIntoView({ block: "center" });
  }, [some, hash]);
  if (!some) return null;
  return (
    <Section title={t("questions.title")}>
      {data.map((thread) => (
        <Thread key={thread.id} thread={thread} folded={thread.state === "resolved"} />
      ))}
    </Section>
  );
}
