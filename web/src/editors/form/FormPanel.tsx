import type { Ontology } from "@/api/types";
import { useEditor } from "../useEditor";
import type { FormFault } from "./check";
import styles from "./FormPanel.module.css";
import { QuestionField } from "./QuestionField";
import { answerKey, answersOf, shownQuestions } from "./questions";
import type { FormEditor } from "./tool";

interface FormPanelProps {
  editor: FormEditor;
  ontology: Ontology;
  faults: readonly FormFault[];
  /** Moves the browser's focus along; off where the form is only a preview. */
  takesFocus?: boolean;
}

/** The questions that the answers so far lead to. */
export function FormPanel({ editor, ontology, faults, takesFocus = true }: FormPanelProps) {
  useEditor(editor);
  const questions = shownQuestions(ontology.questions, answersOf(editor.records()));
  return (
    <div className={styles.panel}>
      {questions.map((question) => (
        <QuestionField
          key={question.name}
          question={question}
          answer={editor.get(answerKey(question.name))}
          focused={editor.passing.focus === question.name}
          cursor={editor.passing.cursor}
          fault={faults.find((fault) => fault.question === question.name)?.text}
          takesFocus={takesFocus}
          send={(input) => editor.send(input)}
        />
      ))}
    </div>
  );
}
