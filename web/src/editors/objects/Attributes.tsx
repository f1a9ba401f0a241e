import { useState } from "react";
import type { LabelledObject, Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { QuestionField } from "../form/QuestionField";
import { pick, shownQuestions } from "../form/questions";
import type { FormInput } from "../form/tool";
import type { TaskEditor, TaskFault } from "../task";
import styles from "./ObjectPanel.module.css";
import { classTitle } from "./records";

interface AttributesProps {
  editor: TaskEditor;
  ontology: Ontology;
  chosen: readonly LabelledObject[];
  faults: readonly TaskFault[];
}

/** What is asked about the objects in hand; an answer is given to all of them that are asked. */
export function Attributes({ editor, ontology, chosen, faults }: AttributesProps) {
  const [focused, setFocused] = useState("");
  const [first] = chosen;
  const attributes = ontology.classes.find(({ name }) => name === first?.class)?.attributes ?? [];
  if (!first || attributes.length === 0) return null;
  const values = first.attributes ?? {};
  const fault = faults.find(({ object }) => object === first.id)?.text;

  const send = (input: FormInput) => {
    const named = attributes.find(({ name }) => "question" in input && name === input.question);
    if (input.type === "settle") editor.send(input);
    if (!named) return;
    if (input.type === "focus") setFocused(named.name);
    if (input.type === "clear") editor.send({ type: "attribute", name: named.name, value: null });
    if (input.type === "write") editor.send({ type: "attribute", name: named.name, value: input.value, writing: true });
    if (input.type === "choose")
      editor.send({ type: "attribute", name: named.name, value: pick(named, values[named.name] ?? null, input.value) });
  };

  return (
    <div className={styles.attributes}>
      <h3>
        {chosen.length === 1
          ? t("objects.attributes", { title: classTitle(ontology, first.class) })
          : t("objects.attributesOfMany", { n: chosen.length })}
      </h3>
      {fault && <p className={styles.faultText}>{fault}</p>}
      {shownQuestions(attributes, values).map((attribute) => (
        <QuestionField
          key={`${first.id} ${attribute.name}`}
          question={attribute}
          answer={values[attribute.name] ?? null}
          focused={focused === attribute.name}
          cursor={0}
          fault={undefined}
          takesFocus={false}
          keyless
          send={send}
        />
      ))}
    </div>
  );
}
