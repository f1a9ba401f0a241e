import type { Ontology } from "@/api/types";
import { useEditor } from "../useEditor";
import type { TaskFault } from "../task";
import styles from "./FormPanel.module.css";
import { QuestionField } from "./QuestionField";
import { answerKey, answersIn, shownQuestions } from "./questions";
import type { FormEditor } from "./tool";

interface FormPanelProps {
  editor: FormEditor;
  ontology: Ontology;
  faults: readonly TaskFault[];
  /** Moves the browser's focus along; off where the form is only a preview. */
  takesFocus?: boolean;
}

/** The questions that the answers so far lead to. */
export function FormPanel({ editor, ontology, faults, takesFocus = true }: FormPanelProps) {
  useEditor(editor, (seen) => `${seen.revision("answers")} ${seen.passing.focus} ${seen.passing.cursor}`);
  const questions = shownQuestions(ontology.questions, answersIn(editor));
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
