import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { projectQuery } from "@/api/queries";
import { reviewsQuery } from "@/api/review";
import type { GetProjectResponse } from "@/api/types";
import { useCommands, useKey } from "@/app/commands";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { usePreference } from "@/app/preference";
import { useSession } from "@/app/session";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import frame from "@/pages/label/parts/Frame.module.css";
import { Judging } from "./parts/Judging";
import { openDesk, verdictsOf } from "./parts/desk";
import { CantReview, NothingWaits } from "./parts/Nothing";
import { Queue, type QueueFilter } from "./parts/Queue";
import { ReviewHeader } from "./parts/ReviewHeader";
import styles from "./parts/Review.module.css";
import { LastVerdictBar, Troubles } from "./parts/Troubles";
import { useDesk } from "./parts/useSession";

export const route = {
  path: "/projects/:projectId/review",
  frame: "bare",
  roles: ["owner", "manager", "reviewer"],
  inProjects: true,
} satisfies PageRoute;

/** What people disagree on, and what is looked at as a matter of course: one task after another, judged object by object or whole. */
export default function Review() {
  const { projectId = "" } = useParams();
  const project = useQuery(projectQuery(projectId));
  if (project.data) return <Desk key={`${projectId} ${project.data.ontologyVersion}`} project={project.data} />;
  return (
    <div className={frame.frame}>
      <main className={frame.failed}>
        {project.error ? <Failure error={project.error} onRetry={() => void project.refetch()} /> : <Skeleton rows={5} height={28} />}
      </main>
    </div>
  );
}

function Desk({ project }: { project: GetProjectResponse }) {
  const { id: projectId, ontology } = project;
  const { member } = useSession();
  const { outbox } = verdictsOf(member.id);
  // The ontology comes anew with each look at the project, and is the same as long as its version is.
  const [first] = useState(ontology);
  const desk = useMemo(() => openDesk(projectId, member.id, first), [projectId, member.id, first]);
  const state = useDesk(desk);
  const [search, setSearch] = useSearchParams();
  const [wanted] = useState(() => search.get("task"));
  const [filter, setFilter] = useState<QueueFilter>("");
  const [queueHidden, setQueueHidden] = usePreference("review.queueHidden", false);
  const [panelHidden, setPanelHidden] = usePreference("review.panelHidden", false);
  const [history, setHistory] = useState(false);
  const [writing, setWriting] = useState(false);
  const list = useInfiniteQuery(reviewsQuery(projectId, filter));
  const undoKey = useKey("review.undo", "Mod+Z");
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const shown = rows.filter(({ taskId }) => !desk.isJudged(taskId));
  const partOf = list.data?.pages[0]?.waiting.partOf ?? 0;
  const { session, phase } = state;

  useEffect(() => {
    desk.start();
    if (wanted !== null) void desk.open(wanted);
    return () => desk.stop();
  }, [desk, wanted]);
  useEffect(() => {
    if (list.data) desk.list(rows);
  }, [desk, rows, list.data]);
  useEffect(() => {
    if (session) setSearch({ task: session.taskId }, { replace: true });
  }, [session, setSearch]);
  useEffect(() => {
    document.title = session
      ? `${t("review.task", { n: session.task.ordinal })} · ${project.name}`
      : `${t("review.title")} · ${project.name}`;
  }, [session, project.name]);

  // With nothing open, the last verdict can still be taken back.
  useCommands(
    session
      ? []
      : [
          {
            id: "review.undo",
            title: t("review.undo"),
            group: t("command.group.review"),
            keys: ["Mod+Z"],
            scope: "page",
            when: () => state.last !== null,
            run: () => void desk.undoLast(),
          },
        ],
  );

  const toggleQueue = () => setQueueHidden(!queueHidden);
  const togglePanel = () => setPanelHidden(!panelHidden);
  return (
    <div className={frame.frame}>
      <ReviewHeader
        projectId={projectId}
        name={project.name}
        session={session}
        queueHidden={queueHidden}
        panelHidden={panelHidden}
        onQueue={toggleQueue}
        onPanel={togglePanel}
        onHistory={() => setHistory(true)}
        onComment={() => setWriting(true)}
      />
      <Troubles desk={desk} state={state} outbox={outbox} />
      <div className={styles.body}>
        {!queueHidden && (
          <Queue
            rows={shown}
            more={list.hasNextPage}
            partOf={partOf}
            filter={filter}
            onFilter={setFilter}
            open={state.wanted}
            onOpen={(id) => void desk.open(id)}
            onMove={(by) => desk.move(by)}
            onMore={() => void (list.isFetchingNextPage || list.fetchNextPage())}
          />
        )}
        {session ? (
          <Judging
            key={`${session.taskId} ${session.review.basis}`}
            session={session}
            desk={desk}
            panelHidden={panelHidden}
            history={history}
            writing={writing}
            onHistory={setHistory}
            onWriting={setWriting}
            onPanel={togglePanel}
            onQueue={toggleQueue}
            canUndoLast={state.last !== null}
          />
        ) : (
          <main className={styles.nothing}>
            {list.error && <Failure error={list.error} onRetry={() => void list.refetch()} />}
            {phase === "failed" && state.error && <Failure error={state.error} onRetry={() => void desk.again()} />}
            {phase === "refused" && state.refused && <CantReview refused={state.refused} onNext={() => void desk.next()} />}
            {phase === "loading" && <Skeleton rows={6} height={28} />}
            {phase === "empty" && list.isLoading && <Skeleton rows={6} height={28} />}
            {phase === "empty" && list.data && shown.length === 0 && (
              <NothingWaits projectId={projectId} role={project.role} workflow={project.workflow} partOf={partOf} />
            )}
          </main>
        )}
        <LastVerdictBar desk={desk} state={state} undoKey={undoKey} />
      </div>
    </div>
  );
}
