import { startImport } from "@/api/imports";
import { queryClient } from "@/api/queries";
import { browserClock } from "../clock";
import { readPreference, writePreference } from "../preference";
import { browserUploads } from "./browserUploads";
import { Jobs, type LeftJob } from "./Jobs";

const known = new Map<string, Jobs>();

/** What this browser sends for one member; one for the whole tab. */
export function jobsOf(memberId: string): Jobs {
  const found = known.get(memberId);
  if (found) return found;
  const shelf = `groundwork.jobs.${memberId}`;
  const jobs = new Jobs({
    clock: browserClock,
    uploads: browserUploads(memberId),
    start: async (request) => {
      const started = await startImport(request);
      void queryClient.invalidateQueries({ queryKey: ["imports"] });
      return started;
    },
    shelf: { read: () => readPreference<readonly LeftJob[]>(shelf, []), write: (left) => writePreference(shelf, left) },
  });
  known.set(memberId, jobs);
  window.addEventListener("online", () => jobs.nudge());
  window.addEventListener("focus", () => jobs.nudge());
  window.addEventListener("pagehide", () => jobs.letGo());
  window.addEventListener("beforeunload", (event) => {
    if (jobs.needsPage) event.preventDefault();
  });
  return jobs;
}
