import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { useCommands } from "@/app/commands";
import { t } from "@/app/messages";
import type { Shown } from "@/editors/review/showing";
import { MarkLooks } from "@/editors/looks";
import type { ItemPlace } from "@/editors/task";
import { useWorkbench } from "@/editors/useWorkbench";
import { cx } from "@/ui/cx";
import { lookingCommands } from "./commands";
import { fileOf } from "./desk";
import styles from "./Panes.module.css";
import type { ReviewSession } from "./ReviewSession";

interface PaneProps {
  session: ReviewSession;
  shown: Shown;
  head: ReactNode;
  label: string;
  /** Whose keys move the view that all panes share. */
  leads: boolean;
  /** Somebody is about to choose a place in it. */
  onPlace: ((place: ItemPlace) => void) | null;
}

/** The item with one answer's marks: what is meant in one pane is meant in all of them. */
export function Pane({ session, shown, head, label, leads, onPlace }: PaneProps) {
  const { task, ontology, shared } = session;
  const { modality, text, image } = task.item;
  const looks = useMemo(() => new MarkLooks(), []);
  // What is shown first is what it is opened with; later it only changes.
  const first = useRef(shown);
  const opening = useMemo(
    () => ({ ontology, item: { modality, text, image }, records: first.current.records, readOnly: true, looks, shared }),
    [ontology, modality, text, image, looks, shared],
  );
  const bench = useWorkbench(opening);
  const place = useRef<HTMLDivElement>(null);
  const now = useRef(shown);
  const sent = useRef<string | null>(null);

  useEffect(() => {
    now.current = shown;
    looks.set(shown.looks);
    bench?.editor.replace(shown.records);
  }, [bench, looks, shown]);

  useEffect(() => {
    if (!bench) return;
    const { editor } = bench;
    const find = (thing: string | null) => {
      if (thing === null || thing === "") return null;
      const { thingOf } = now.current;
      if (thingOf.get(thing) === thing) return thing;
      for (const [id, of] of thingOf) if (of === thing) return id;
      return null;
    };
    const follow = () => {
      const mark = find(session.picked);
      if (mark !== sent.current || !sameOnly(editor.passing.selected, mark)) {
        sent.current = mark;
        editor.send({ type: "select", ids: mark === null ? [] : [mark] });
      }
      const hovered = find(session.hovered);
      if (editor.passing.hovered !== hovered) editor.send({ type: "hover", id: hovered });
    };
    const tell = editor.subscribe(() => {
      const { selected, hovered } = editor.passing;
      if (!sameOnly(selected, sent.current)) {
        const [id] = selected;
        sent.current = id ?? null;
        session.pick(id === undefined ? "" : (now.current.thingOf.get(id) ?? ""));
      }
      if (hovered !== find(session.hovered)) session.hover(hovered === null ? null : (now.current.thingOf.get(hovered) ?? null));
    });
    follow();
    const leave = session.subscribe(follow);
    return () => {
      tell();
      leave();
    };
  }, [bench, session, shown]);

  useCommands(leads ? lookingCommands([...(bench?.commands() ?? []), ...(bench?.gestures?.() ?? [])]) : []);

  return (
    <section className={cx(styles.pane, !leads && styles.follows)} aria-label={label}>
      <header className={styles.head}>{head}</header>
      <div ref={place} className={cx(styles.surface, onPlace !== null && styles.pinning)}>
        {bench?.surface({
          src: image ? fileOf(task.item.id) : null,
          label: t("review.item", { n: task.ordinal }),
          title: t("review.textOf", { name: label }),
        })}
        {onPlace !== null && (
          <button
            type="button"
            className={styles.target}
            aria-label={t("review.commentPinHint")}
            onClick={(event) => {
              const surface = place.current?.querySelector("[data-surface]");
              // What is below is asked, not what lies over it for the moment.
              event.currentTarget.hidden = true;
              const found = surface ? (bench?.placeAt?.({ x: event.clientX, y: event.clientY }, surface) ?? null) : null;
              event.currentTarget.hidden = false;
              if (found) onPlace(found);
            }}
          />
        )}
      </div>
    </section>
  );
}

const sameOnly = (selected: ReadonlySet<string>, id: string | null) =>
  id === null ? selected.size === 0 : selected.size === 1 && selected.has(id);
