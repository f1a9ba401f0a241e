import type { Part } from "@/editor/beside";
import { beside } from "@/editor/beside";
import type { Door } from "@/editor/door";
import { Editor } from "@/editor/editor";
import type { Input } from "@/editor/tool";
import { firstFocus, formTool } from "./form/tool";
import { askedIn } from "./objects/attributes";
import { firstObjects, objectsTool, type Place } from "./objects/tool";
import type { Opening, TaskInput, TaskPassing } from "./task";

const inert: Part<object> = { name: "looking", on: {} };

/**
 * The editor of a task: the tools of its modality, its objects and its questions beside each other. With `readOnly` nothing
 * changes the document; what only passes (which object is meant) still does.
 */
export function openEditor<I extends Input = TaskInput, S extends object = object>(
  { ontology, records, steps, readOnly, tools: more = [] }: Opening,
  tools: readonly Part<TaskPassing & S>[],
  passing: S,
  place?: Place,
): Door<TaskInput | I, TaskPassing & S> {
  const objects = objectsTool(ontology, place);
  const parts: readonly Part<TaskPassing & S>[] = readOnly
    ? [...tools, onlyPassing(objects), inert]
    : [...more, ...tools, objects, formTool(askedIn<TaskPassing & S>(ontology))];
  const start = { ...firstFocus(ontology, records), ...firstObjects(ontology), ...passing };
  return new Editor<TaskInput | I, TaskPassing & S>(records, beside(parts), start, steps);
}

const harmless = ["select", "step", "hover", "hide"];

function onlyPassing<S>(part: Part<S>): Part<S> {
  return { name: part.name, on: Object.fromEntries(Object.entries(part.on).filter(([type]) => harmless.includes(type))) };
}
