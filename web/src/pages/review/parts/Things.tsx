import { Check, Minus, Pencil, Plus, X } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { formatFigure, t } from "@/app/messages";
import type { LabelledObject } from "@/api/types";
import { nameOf, objectKey } from "@/editors/objects/records";
import type { ObjectMark } from "@/editors/review/marks";
import type { ObjectOutcome } from "@/editors/review/outcomes";
import { isDisputed, type Thing } from "@/editors/review/things";
import { openOf } from "@/pages/projects/parts/Together";
import { Badge } from "@/ui/Badge";
import { objectColor } from "@/ui/classColor";
import { cx } from "@/ui/cx";
import { VirtualRows, type Scrolled } from "@/ui/VirtualRows";
import type { ReviewSession } from "./ReviewSession";
import styles from "./Things.module.css";
import { useNow, useReviewed } from "./useSession";

const rowHeight = 46;
const ignore = () => undefined;

const icons = { open: Minus, accepted: Check, corrected: Pencil, rejected: X, added: Plus };

/** What becomes of an object, as a sign with its name. */
export function OutcomeMark({ outcome }: { outcome: ObjectOutcome }) {
  const Icon = icons[outcome];
  const said = t(`review.outcome.${outcome}`);
  return (
    <span className={cx(styles.outcome, styles[outcome])} role="img" aria-label={said} title={said}>
      <Icon size={13} aria-hidden="true" />
    </span>
  );
}

/** The objects of the proposal, those in need of a look first, each with who marked it and what became of it. */
export function Things({ session }: { session: ReviewSession }) {
  useReviewed(session, true);
  const { marks, now } = useNow(session);
  const outcomes = session.outcomes();
  const { picked, hovered } = session;
  const list = useRef<Scrolled>(null);
  const ids = session.ids();
  const at = ids.indexOf(picked);
  const known = useMemo(() => new Map(session.things.map((thing) => [thing.id, thing])), [session]);

  useEffect(() => {
    if (at >= 0) list.current?.reveal(at);
  }, [at]);

  if (ids.length === 0) return <p className={styles.none}>{t("review.noObjects")}</p>;
  return (
    <div className={styles.list}>
      <VirtualRows
        ref={list}
        label={t("review.objectsList")}
        count={ids.length}
        rowCount={ids.length}
        rowHeight={rowHeight}
        listKey={session.taskId}
        onRange={ignore}
        renderRow={(index) => {
          const id = ids[index] ?? "";
          return (
            <Row
              key={id}
              session={session}
              id={id}
              row={index + 1}
              thing={known.get(id)}
              object={(now[objectKey(id)] as unknown as LabelledObject | undefined) ?? null}
              outcome={outcomes.get(id) ?? "open"}
              mark={marks.get(id)}
              picked={id === picked}
              hovered={id === hovered}
            />
          );
        }}
      />
    </div>
  );
}

interface RowProps {
  session: ReviewSession;
  id: string;
  row: number;
  thing: Thing | undefined;
  object: LabelledObject | null;
  outcome: ObjectOutcome;
  mark: ObjectMark | undefined;
  picked: boolean;
  hovered: boolean;
}

function Row({ session, id, row, thing, object, outcome, mark, picked, hovered }: RowProps) {
  const { ontology } = session;
  const shown = object ?? thing?.object ?? (mark?.verdict === "rejected" ? mark.object : null);
  if (!shown) return null;
  const leftOut = thing !== undefined && !thing.believed && outcome !== "added";
  const words = session.bench.wordsOf?.(shown);
  return (
    <div
      role="row"
      aria-rowindex={row}
      aria-selected={picked}
      className={cx(styles.row, picked && styles.picked, hovered && styles.hovered, (outcome === "rejected" || leftOut) && styles.out)}
      onClick={() => session.pick(id)}
      onDoubleClick={() => session.pick(id)}
      onPointerEnter={() => session.hover(id)}
      onPointerLeave={() => session.hover(null)}
    >
      <span role="gridcell" className={styles.mark}>
        {leftOut ? (
          <span className={styles.leftOut} aria-hidden="true" />
        ) : (
          <span className={styles.swatch} style={{ background: objectColor(ontology.classes, shown.class) }} aria-hidden="true" />
        )}
      </span>
      <span role="gridcell" className={styles.what}>
        <span className={styles.name} dir="auto">
          {nameOf(ontology, shown, thing?.n ?? row)}
          {words && <bdi className={styles.words}>{words}</bdi>}
        </span>
        <span className={styles.facts} dir="auto">
          {factsOf(thing, leftOut, mark)}
        </span>
      </span>
      <span role="gridcell" className={styles.side}>
        {thing &&
          outcome === "open" &&
          (thing.fact?.open ?? []).slice(0, 1).map((what) => (
            <Badge key={what} tone="warn">
              {openOf(ontology, shown, what)}
            </Badge>
          ))}
        {thing?.fact && (
          <span className={cx(styles.figure, isDisputed(thing) && styles.unsure)}>{formatFigure(thing.fact.confidence)}</span>
        )}
        {leftOut ? <span className={styles.outcome} /> : <OutcomeMark outcome={outcome} />}
      </span>
    </div>
  );
}

function factsOf(thing: Thing | undefined, leftOut: boolean, mark: ObjectMark | undefined): string {
  if (mark?.verdict === "rejected" && mark.reason) return t("review.rejectedFor", { reason: mark.reason });
  if (!thing) return t("review.outcome.added");
  const { fact, accord, sources, missing } = thing;
  const [only] = sources;
  return [
    leftOut && t("review.leftOut"),
    fact && t("review.by", { votes: fact.votes, seen: fact.seen }),
    accord === "differs" && t("review.accord.differs"),
    accord === "one" && only && t("review.accord.one", { name: only.voice.author.name }),
    accord === "some" && missing.length <= 2 && t("review.accord.some", { names: missing.map(({ author }) => author.name).join(", ") }),
  ]
    .filter(Boolean)
    .join(" · ");
}
