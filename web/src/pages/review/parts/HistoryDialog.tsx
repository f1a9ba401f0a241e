import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { annotationQuery, historyQuery } from "@/api/review";
import type { GetTaskResponse, HistoryEvent, Ontology } from "@/api/types";
import { formatMoment, t } from "@/app/messages";
import { Dialog } from "@/ui/Dialog";
import { SelectField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { ChangeView } from "./ChangeView";
import styles from "./History.module.css";
import { HistoryList, revisionOf } from "./HistoryList";

interface HistoryDialogProps {
  task: GetTaskResponse;
  ontology: Ontology;
  /** What was asked for first. */
  first?: HistoryEvent | null;
  onClose: () => void;
}

interface Pair {
  readonly from: string;
  readonly to: string;
}

/** What an answer took the place of; for a review, what stood before it: an earlier one that wasn't taken back, or else the last answer. */
function pairOf(event: HistoryEvent, events: readonly HistoryEvent[]): Pair {
  const to = revisionOf(event) ?? "";
  if (event.kind === "answer") return { from: event.parentId ?? "", to };
  const standing: string[] = [];
  let answered = "";
  for (const each of events.slice(0, events.indexOf(event))) {
    const id = revisionOf(each);
    if (each.kind === "answer") answered = id ?? answered;
    else if (each.what === "undone") standing.pop();
    else if (id !== null) standing.push(id);
  }
  return { from: standing.at(-1) ?? answered, to };
}

/** Everything that happened to a task, and what one revision changed against another. */
export function HistoryDialog({ task, ontology, first = null, onClose }: HistoryDialogProps) {
  const history = useQuery(historyQuery(task.id));
  const events = history.data ?? [];
  const [chosen, setChosen] = useState<Pair | null>(null);
  const last = first ?? events.findLast((event) => revisionOf(event) !== null);
  const pair = chosen ?? (last ? pairOf(last, events) : null);
  const from = useQuery(annotationQuery(pair?.from ?? ""));
  const to = useQuery(annotationQuery(pair?.to ?? ""));
  const revisions = events.filter((event, at) => {
    const id = revisionOf(event);
    return id !== null && events.findIndex((each) => revisionOf(each) === id) === at;
  });
  const error = history.error ?? from.error ?? to.error;

  return (
    <Dialog title={t("history.of", { n: task.ordinal })} size="large" onClose={onClose}>
      {error && <Failure error={error} onRetry={() => void history.refetch()} />}
      {history.isPending && !error && <Skeleton rows={6} />}
      {history.data && (
        <div className={styles.frame}>
          <div className={styles.list} tabIndex={0} role="region" aria-label={t("history.title")}>
            <HistoryList taskId={task.id} events={events} shown={pair?.to ?? ""} onShow={(event) => setChosen(pairOf(event, events))} />
          </div>
          <div className={styles.change}>
            {pair === null ? (
              <p className={styles.none}>{t("history.pick")}</p>
            ) : (
              <>
                <div className={styles.pair}>
                  <Revision
                    label={t("history.compareFrom")}
                    value={pair.from}
                    revisions={revisions}
                    nothing
                    onChange={(id) => setChosen({ ...pair, from: id })}
                  />
                  <Revision
                    label={t("history.compareTo")}
                    value={pair.to}
                    revisions={revisions}
                    onChange={(id) => setChosen({ ...pair, to: id })}
                  />
                </div>
                {to.data && (pair.from === "" || from.data) ? (
                  <ChangeView task={task} ontology={ontology} before={from.data?.document ?? null} after={to.data.document} />
                ) : (
                  !error && <Skeleton rows={5} />
                )}
              </>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}

interface RevisionProps {
  label: string;
  value: string;
  revisions: readonly HistoryEvent[];
  nothing?: boolean;
  onChange: (id: string) => void;
}

function Revision({ label, value, revisions, nothing, onChange }: RevisionProps) {
  return (
    <SelectField label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {nothing && <option value="">{t("history.nothing")}</option>}
      {revisions.map((event) => (
        <option key={revisionOf(event)} value={revisionOf(event) ?? ""}>
          {t("history.by", { name: event.who.name, time: formatMoment(event.at) })}
        </option>
      ))}
    </SelectField>
  );
}
