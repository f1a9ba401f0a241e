import type { Door } from "@/editor/door";
import { openEditor } from "../openEditor";
import type { Opening, TaskInput } from "../task";
import { firstText, type Passing, type TextInput, type TextPassing } from "./passing";
import { TextModel } from "./TextModel";
import { cursorTool } from "./tools/cursor";
import { endsTool } from "./tools/ends";
import { markTool } from "./tools/mark";
import { relateTool } from "./tools/relate";

export type TextEditor = Door<TaskInput | TextInput, Passing>;

/** A text opened for marking, or for looking only. */
export function openText(opening: Opening): { editor: TextEditor; model: TextModel } {
  const { ontology, item, readOnly } = opening;
  const model = new TextModel(item.text);
  // Relations come before the cursor: while one is drawn, Tab goes through its targets.
  const hands = [markTool(model, ontology), endsTool(model), relateTool(model, ontology)];
  const tools = [...(readOnly ? [] : hands), cursorTool(model)];
  return { model, editor: openEditor<TaskInput | TextInput, TextPassing>(opening, tools, firstText) };
}
