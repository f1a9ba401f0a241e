import { Eye, EyeOff, Lock, LockOpen, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { LabelledObject, Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { IconButton } from "@/ui/Button";
import { VirtualRows, type Scrolled } from "@/ui/VirtualRows";
import type { TaskEditor, TaskFault } from "../task";
import { useEditor } from "../useEditor";
import { Attributes } from "./Attributes";
import { ClassBar } from "./ClassBar";
import styles from "./ObjectPanel.module.css";
import { listOf, type ObjectList } from "./list";
import { ObjectRow } from "./ObjectRow";
import { asRelation, inOrder, nameOf } from "./records";

interface ObjectPanelProps {
  editor: TaskEditor;
  ontology: Ontology;
  faults: readonly TaskFault[];
  /** What an object is about, where that can be said in words. */
  wordsOf?: ((object: LabelledObject) => string) | undefined;
}

const rowHeight = 28;
const ignore = () => undefined;

/** The classes, what was marked so far, and all that is said about the objects in hand. */
export function ObjectPanel({ editor, ontology, faults, wordsOf }: ObjectPanelProps) {
  const objects = listOf(editor);
  useEditor(editor, (seen) => `${objects.version} ${seen.revision("relations")}`);
  // One by one: what a gesture passes on the way changes none of them.
  useEditor(editor, (seen) => seen.passing.selected);
  useEditor(editor, (seen) => seen.passing.hidden);
  useEditor(editor, (seen) => seen.passing.locked);
  useEditor(editor, (seen) => seen.passing.hovered);
  useEditor(editor, (seen) => seen.passing.current);
  const { passing } = editor;
  const [wanted, setWanted] = useState("");
  const list = useRef<Scrolled>(null);
  const { version } = objects;

  // Numbers count all objects of the task, so that they stay what they are under a filter.
  const filter = wanted.trim().toLowerCase();
  const found = useMemo(
    () => (filter === "" || version < 0 ? null : matching(objects, ontology, filter, wordsOf)),
    [objects, version, ontology, filter, wordsOf],
  );
  const count = found ? found.length : objects.count;
  const [first] = passing.selected;
  const at = useMemo(() => {
    if (first === undefined || version < 0) return -1;
    const place = objects.placeOf(first);
    return found ? found.indexOf(place) : place;
  }, [objects, version, found, first]);

  useEffect(() => {
    if (at >= 0) list.current?.reveal(at);
  }, [at, first]);

  const faulty = new Set(faults.flatMap(({ object }) => (object === undefined ? [] : [object])));
  const chosen = useMemo(
    () => (version < 0 ? [] : inOrder([...passing.selected]).flatMap((id) => objects.get(id) ?? [])),
    [objects, version, passing.selected],
  );
  const hidden = objects.count > 0 && passing.hidden.size > 0 && objects.ids.every((id) => passing.hidden.has(id));
  const locked = objects.count > 0 && passing.locked.size > 0 && objects.ids.every((id) => passing.locked.has(id));
  const ids = () => [...objects.ids];

  return (
    <section className={styles.panel} aria-label={t("objects.panel")}>
      <ClassBar editor={editor} ontology={ontology} chosen={chosen} />
      <header className={styles.head}>
        <h2>{t("objects.count", { n: objects.count })}</h2>
        <input
          className={styles.filter}
          type="search"
          placeholder={t("objects.filter")}
          aria-label={t("objects.filter")}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
        <IconButton
          label={t(hidden ? "objects.showAll" : "objects.hideAll")}
          onClick={() => editor.send({ type: "hide", ids: ids(), on: !hidden })}
        >
          {hidden ? <EyeOff size={14} /> : <Eye size={14} />}
        </IconButton>
        <IconButton
          label={t(locked ? "objects.unlockAll" : "objects.lockAll")}
          onClick={() => editor.send({ type: "lock", ids: ids(), on: !locked })}
        >
          {locked ? <Lock size={14} /> : <LockOpen size={14} />}
        </IconButton>
      </header>
      <div className={styles.list}>
        {count === 0 ? (
          <p className={styles.none}>{t(objects.count === 0 ? "objects.none" : "objects.noneFound")}</p>
        ) : (
          <VirtualRows
            ref={list}
            label={t("objects.panel")}
            count={count}
            rowCount={count}
            rowHeight={rowHeight}
            listKey={filter}
            onRange={ignore}
            renderRow={(index) => {
              const place = found ? (found[index] ?? -1) : index;
              const object = objects.at(place);
              if (!object) return null;
              const { id } = object;
              return (
                <ObjectRow
                  key={id}
                  editor={editor}
                  ontology={ontology}
                  object={object}
                  n={place + 1}
                  row={index + 1}
                  selected={passing.selected.has(id)}
                  hidden={passing.hidden.has(id)}
                  locked={passing.locked.has(id)}
                  hovered={passing.hovered === id}
                  faulty={faulty.has(id)}
                  wordsOf={wordsOf}
                />
              );
            }}
          />
        )}
      </div>
      {chosen.length > 0 && (
        <div className={styles.details}>
          <Attributes editor={editor} ontology={ontology} chosen={chosen} faults={faults} />
          <Relations
            editor={editor}
            ontology={ontology}
            chosen={passing.selected}
            nameOf={(id) => {
              const object = objects.get(id);
              return object ? nameOf(ontology, object, objects.placeOf(id) + 1) : id;
            }}
          />
        </div>
      )}
    </section>
  );
}

/** The places of the objects whose name has these letters in it. */
function matching(objects: ObjectList, ontology: Ontology, filter: string, wordsOf?: (object: LabelledObject) => string): number[] {
  const places: number[] = [];
  for (let place = 0; place < objects.count; place += 1) {
    const object = objects.at(place);
    if (object && `${nameOf(ontology, object, place + 1)} ${wordsOf?.(object) ?? ""}`.toLowerCase().includes(filter)) places.push(place);
  }
  return places;
}

interface RelationsProps {
  editor: TaskEditor;
  ontology: Ontology;
  chosen: ReadonlySet<string>;
  nameOf: (id: string) => string;
}

function Relations({ editor, ontology, chosen, nameOf }: RelationsProps) {
  const found = editor.keys("relations/").flatMap((key) => {
    const relation = asRelation(editor.get(key));
    return chosen.has(relation.from) || chosen.has(relation.to) ? [{ key, ...relation }] : [];
  });
  if (found.length === 0) return null;
  return (
    <div className={styles.relations}>
      <h3>{t("objects.relations")}</h3>
      <ul>
        {found.map(({ key, from, to, type }) => {
          const title = ontology.relations.find(({ name }) => name === type)?.title ?? type;
          const end = chosen.has(from) ? to : from;
          return (
            <li key={key}>
              <button type="button" onClick={() => editor.send({ type: "select", ids: [end] })}>
                {chosen.has(from)
                  ? t("objects.relation", { type: title, to: nameOf(to) })
                  : t("objects.relationBack", { type: title, from: nameOf(from) })}
              </button>
              <IconButton label={t("objects.unrelate")} onClick={() => editor.send({ type: "unrelate", key })}>
                <X size={13} />
              </IconButton>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
