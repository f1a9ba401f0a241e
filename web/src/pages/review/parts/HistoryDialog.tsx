import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { annotationQuery, historyQuery, judgedQuery } from "@/api/review";
import type { GetTaskResponse, HistoryEvent, Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { Dialog } from "@/ui/Dialog";
import { SelectField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { ChangeView } from "./ChangeView";
import styles from "./History.module.css";
import { HistoryList } from "./HistoryList";
import { choicesOf, judgedOf, pairOf, revisionOf, type Choice, type Pair } from "./revisions";

interface HistoryDialogProps {
  task: GetTaskResponse;
  ontology: Ontology;
  /** What was asked for first. */
  first?: HistoryEvent | null;
  onClose: () => void;
}

/** A document of the history, whatever it is. */
function useRevision(value: string) {
  const judged = judgedOf(value);
  const answer = useQuery(annotationQuery(judged === null ? value : ""));
  const proposal = useQuery(judgedQuery(judged ?? ""));
  return judged === null ? answer : proposal;
}

/** Everything that happened to a task, and what one revision changed against another. */
export function HistoryDialog({ task, ontology, first = null, onClose }: HistoryDialogProps) {
  const history = useQuery(historyQuery(task.id));
  const events = history.data ?? [];
  const [chosen, setChosen] = useState<Pair | null>(null);
  const last = first ?? events.findLast((event) => revisionOf(event) !== null);
  const pair = chosen ?? (last ? pairOf(last, events) : null);
  const from = useRevision(pair?.from ?? "");
  const to = useRevision(pair?.to ?? "");
  const revisions = choicesOf(events);
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
  revisions: readonly Choice[];
  nothing?: boolean;
  onChange: (id: string) => void;
}

function Revision({ label, value, revisions, nothing, onChange }: RevisionProps) {
  return (
    <SelectField label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {nothing && <option value="">{t("history.nothing")}</option>}
      {revisions.map((each) => (
        <option key={each.value} value={each.value}>
          {each.title}
        </option>
      ))}
    </SelectField>
  );
}
