import { useEffect, useMemo, useState } from "react";
import type { AnswerDocument, GetTaskResponse, LabelledObject, Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { toRecords } from "@/editors/document";
import { MarkLooks } from "@/editors/looks";
import { classTitle } from "@/editors/objects/records";
import { changeBetween, isUnchanged, type ChangedObject } from "@/editors/review/outcomes";
import { showChange } from "@/editors/review/showing";
import { useWorkbench } from "@/editors/useWorkbench";
import { questionOf, showAnswer } from "@/pages/projects/parts/values";
import { cx } from "@/ui/cx";
import { fileOf } from "./desk";
import styles from "./History.module.css";

interface ChangeViewProps {
  task: GetTaskResponse;
  ontology: Ontology;
  before: AnswerDocument | null;
  after: AnswerDocument;
}

/** What one revision changed: outlined where it is in the item, and as a list. */
export function ChangeView({ task, ontology, before, after }: ChangeViewProps) {
  const change = useMemo(() => changeBetween(toRecords(before), toRecords(after)), [before, after]);
  const shown = useMemo(() => showChange(ontology, change), [ontology, change]);
  const looks = useMemo(() => new MarkLooks(shown.looks), [shown]);
  const { modality, text, image } = task.item;
  const opening = useMemo(
    () => ({ ontology, item: { modality, text, image }, records: shown.records, readOnly: true, looks }),
    [ontology, modality, text, image, shown, looks],
  );
  const bench = useWorkbench(opening);
  const [picked, setPicked] = useState("");
  useEffect(() => bench?.editor.send({ type: "select", ids: picked === "" ? [] : [picked] }), [bench, picked]);
  const name = ({ class: of }: LabelledObject) => classTitle(ontology, of);
  const words = (object: LabelledObject) => bench?.wordsOf?.(object) ?? "";
  const entry = (object: LabelledObject, kind: "added" | "removed" | "changed", what = "") => (
    <li key={`${kind} ${object.id}`}>
      <button
        type="button"
        className={cx(styles.entry, styles[kind])}
        aria-pressed={picked === object.id}
        onClick={() => setPicked(object.id)}
      >
        <span dir="auto">{[name(object), words(object)].filter(Boolean).join(" · ")}</span>
        {what && <span className={styles.what}>{what}</span>}
      </button>
    </li>
  );
  const whatOf = ({ before: was, after: is, moved, differs }: ChangedObject) =>
    [
      moved && t("history.moved"),
      ...differs.map((each) =>
        each === "class"
          ? `${name(was)} → ${name(is)}`
          : `${attributeOf(ontology, is, each)?.title ?? each}: ${sayAttribute(ontology, was, each)} → ${sayAttribute(ontology, is, each)}`,
      ),
    ]
      .filter(Boolean)
      .join(", ");
  const lists = [
    ["added", change.added.map((object) => entry(object, "added"))],
    ["removed", change.removed.map((object) => entry(object, "removed"))],
    ["changed", change.changed.map((each) => entry(each.after, "changed", whatOf(each)))],
  ] as const;

  return (
    <div className={styles.view}>
      <div className={styles.item}>
        {bench?.surface({ src: image ? fileOf(task.item.id) : null, label: t("review.item", { n: task.ordinal }) })}
      </div>
      <div className={styles.lists} tabIndex={0} role="region" aria-label={t("history.changed")}>
        {isUnchanged(change) && <p className={styles.none}>{t("history.same")}</p>}
        {lists.map(
          ([kind, entries]) =>
            entries.length > 0 && (
              <section key={kind}>
                <h3>{t(`history.${kind}`)}</h3>
                <ul>{entries}</ul>
              </section>
            ),
        )}
        {change.related.length + change.unrelated.length > 0 && (
          <section>
            <h3>{t("history.relationsChanged")}</h3>
            <ul>
              {change.related.map(({ from, to, type }) => (
                <li key={`${from} ${type} ${to}`} className={styles.added}>
                  {relationOf(ontology, after, from, type, to)}
                </li>
              ))}
              {change.unrelated.map(({ from, to, type }) => (
                <li key={`${from} ${type} ${to}`} className={styles.removed}>
                  {relationOf(ontology, before ?? after, from, type, to)}
                </li>
              ))}
            </ul>
          </section>
        )}
        {change.answers.length > 0 && (
          <section>
            <h3>{t("history.answersChanged")}</h3>
            <dl className={styles.answers}>
              {change.answers.map(({ question, before: was, after: is }) => {
                const asked = questionOf(ontology, question);
                const say = (value: typeof was) => (value === null ? t("review.unanswered") : showAnswer(asked, value));
                return (
                  <div key={question}>
                    <dt dir="auto">{asked?.title || question}</dt>
                    <dd dir="auto">
                      <del>{say(was)}</del> → <ins>{say(is)}</ins>
                    </dd>
                  </div>
                );
              })}
            </dl>
          </section>
        )}
      </div>
    </div>
  );
}

const attributeOf = (ontology: Ontology, object: LabelledObject, name: string) =>
  ontology.classes.find((each) => each.name === object.class)?.attributes.find((each) => each.name === name);

function sayAttribute(ontology: Ontology, object: LabelledObject, name: string): string {
  const value = (object.attributes ?? {})[name];
  return value === undefined ? t("review.unanswered") : showAnswer(attributeOf(ontology, object, name), value);
}

function relationOf(ontology: Ontology, document: AnswerDocument, from: string, type: string, to: string): string {
  const title = (id: string) => {
    const object = document.objects.find((each) => each.id === id);
    return object ? classTitle(ontology, object.class) : id;
  };
  return `${title(from)} ${ontology.relations.find(({ name }) => name === type)?.title ?? type} ${title(to)}`;
}
