import type { LabelledObject, Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { QuestionField } from "../form/QuestionField";
import type { TaskEditor, TaskFault } from "../task";
import { useEditor } from "../useEditor";
import { askedIn, shownAttributes } from "./attributes";
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
  useEditor(editor, ({ passing }) => `${passing.focus} ${passing.cursor}`);
  const [first] = chosen;
  const attributes = shownAttributes(ontology, editor);
  if (!first || attributes.length === 0) return null;
  const { answer } = askedIn(ontology);
  const fault = faults.find(({ object }) => object === first.id)?.text;

  return (
    <div className={styles.attributes}>
      <h3>
        {chosen.length === 1
          ? t("objects.attributes", { title: classTitle(ontology, first.class) })
          : t("objects.attributesOfMany", { n: chosen.length })}
      </h3>
      {fault && <p className={styles.faultText}>{fault}</p>}
      {attributes.map((attribute) => {
        const focused = editor.passing.focus === attribute.name;
        return (
          <QuestionField
            key={`${first.id} ${attribute.name}`}
            question={attribute}
            answer={answer(editor, attribute.name)}
            focused={focused}
            cursor={editor.passing.cursor}
            fault={undefined}
            takesFocus
            // Its keys choose classes while the objects have them.
            keyless={!focused}
            send={(input) => editor.send(input)}
          />
        );
      })}
    </div>
  );
}
