import { Download, PartyPopper } from "lucide-react";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useLocation, useParams, useSearchParams } from "react-router";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { canManage, useSession, useSignedOut } from "@/app/session";
import { Button, ButtonLink } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import styles from "./parts/Frame.module.css";
import { Header } from "./parts/Header";
import { outboxOf } from "./parts/outbox";
import { Troubles } from "./parts/Troubles";
import { LookBack, RecentDrawer } from "./parts/Recent";
import { askToLast } from "./parts/shelf";
import { Work } from "./parts/Work";
import { WorkQueue } from "./parts/WorkQueue";

export const route = {
  path: "/label/:projectId",
  frame: "bare",
  roles: ["owner", "manager", "reviewer", "annotator"],
  inProjects: true,
} satisfies PageRoute;

const ignore = () => undefined;
const lookAgainMs = 1_500;

/** One task after another, without waiting in between. */
export default function Label() {
  const { projectId = "" } = useParams();
  const { member } = useSession();
  const outbox = outboxOf(member.id);
  const queue = useMemo(() => new WorkQueue(projectId, member.id, outbox), [projectId, member.id, outbox]);
  const state = useSyncExternalStore(
    (reader) => queue.subscribe(reader),
    () => queue.state,
  );
  const [search, setSearch] = useSearchParams();
  const [seen, setSeen] = useState(false);
  const { task, phase } = state;
  const [wanted] = useState(() => search.get("assignment"));
  const [looking, setLooking] = useState(false);
  const recent = looking && (
    <RecentDrawer projectId={projectId} queue={queue} hereId={task?.id ?? null} onClose={() => setLooking(false)} />
  );

  useEffect(() => {
    void queue.start(wanted);
    const again = () => (queue.state.phase === "failed" ? void queue.again() : undefined);
    window.addEventListener("online", again);
    return () => {
      window.removeEventListener("online", again);
      queue.stop();
    };
  }, [queue, wanted]);

  const atWork = task !== null;
  useEffect(() => {
    if (atWork) void askToLast();
    const stay = (event: BeforeUnloadEvent) => {
      // What is being written counts, too.
      queue.state.task?.editor.send({ type: "settle" });
      if (queue.isAtRisk) event.preventDefault();
    };
    window.addEventListener("beforeunload", stay);
    return () => window.removeEventListener("beforeunload", stay);
  }, [queue, atWork]);

  // What waited while one was signed out is sent as soon as one is back.
  const signedOut = useSignedOut();
  useEffect(() => {
    if (!signedOut) queue.signedIn();
  }, [queue, signedOut]);

  // The address names the task in hand, so that reloading opens this one again.
  useEffect(() => {
    // Whether data was still arriving is forgotten with it.
    if (task) setSearch({ assignment: task.id }, { replace: true, state: null });
  }, [task, setSearch]);

  // A project that was made a moment ago: its data is still coming in, and the first item opens as soon as it is there.
  const arriving = (useLocation().state as { arriving?: boolean } | null)?.arriving === true;
  useEffect(() => {
    if (!arriving || phase !== "empty") return;
    const timer = setTimeout(() => void queue.again(), lookAgainMs);
    return () => clearTimeout(timer);
  }, [arriving, phase, queue]);

  useEffect(() => {
    document.title = task ? `${t("label.task", { n: task.taken.number })} · ${task.taken.projectName}` : t("label.empty");
  }, [task]);

  if (task) {
    const first = !task.taken.seenInstructions && !seen && task.taken.instructions.trim() !== "";
    return (
      <>
        <Work
          task={task}
          queue={queue}
          state={state}
          outbox={outbox}
          projectId={projectId}
          firstVisit={first}
          onSeen={() => setSeen(true)}
          onRecent={() => setLooking(true)}
        />
        {recent}
      </>
    );
  }

  return (
    <div className={styles.frame}>
      <Header
        queue={state}
        skipOpen={false}
        panelHidden={false}
        onSkipOpen={ignore}
        onSkip={ignore}
        onPause={ignore}
        onRecent={() => setLooking(true)}
        onTakeUp={() => queue.takeUp()}
        onPanel={ignore}
        onSubmit={ignore}
      />
      <LookBack queue={queue} onRecent={() => setLooking(true)} />
      <Troubles queue={queue} state={state} outbox={outbox} />
      <main className={styles.center}>
        {arriving && (phase === "loading" || phase === "empty") && (
          <Empty
            icon={<Download size={20} />}
            title={t("label.arriving")}
            action={<ButtonLink to={`/projects/${projectId}`}>{t("label.arrivingProject")}</ButtonLink>}
          >
            {t("label.arrivingLead")}
          </Empty>
        )}
        {phase === "loading" && !arriving && (
          <div className={styles.waiting}>
            <Skeleton rows={5} height={28} />
          </div>
        )}
        {phase === "failed" && state.error && (
          <div className={styles.failed}>
            <Failure error={state.error} onRetry={() => void queue.again()} />
          </div>
        )}
        {phase === "empty" && !arriving && (
          <Empty
            icon={<PartyPopper size={20} />}
            title={t("label.empty")}
            action={
              <>
                <Button onClick={() => void queue.again()}>{t("label.emptyCheck")}</Button>
                {canManage(member.role) ? (
                  <ButtonLink kind="primary" to={`/projects/${projectId}/quality`}>
                    {t("label.emptyQuality")}
                  </ButtonLink>
                ) : (
                  <ButtonLink kind="primary" to="/">
                    {t("nav.work")}
                  </ButtonLink>
                )}
              </>
            }
          >
            {t("label.emptyLead")}
          </Empty>
        )}
      </main>
      {recent}
    </div>
  );
}
