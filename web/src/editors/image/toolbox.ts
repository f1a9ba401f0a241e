import type { Ontology } from "@/api/types";
import { Scene } from "../_canvas/scene/scene";
import type { Size } from "../_canvas/plane";
import { classesFor } from "../objects/records";
import type { ImageTool, World } from "./world";

// The folder is the registry: a tool is one file.
const files = import.meta.glob<{ tool: ImageTool }>(["./tools/*.ts", "!./tools/*.test.ts"], { eager: true });
export const allTools: readonly ImageTool[] = Object.values(files)
  .map(({ tool }) => tool)
  .sort((a, b) => a.order - b.order);

/** The tools that a project has a use for: those that make what one of its classes may be. */
export function toolsFor(ontology: Ontology, readOnly = false): ImageTool[] {
  return allTools.filter(({ geometry }) => geometry === null || (!readOnly && classesFor(ontology, geometry).length > 0));
}

export function worldOf(ontology: Ontology, image: Size, readOnly = false, keeps = () => true): World {
  const offered = toolsFor(ontology, readOnly);
  const world: World = {
    image,
    ontology,
    readOnly,
    keeps,
    scene: new Scene(image),
    geometryOf: (name) => offered.find((tool) => tool.name === name)?.geometry ?? null,
    idle: (name) => (offered.find((tool) => tool.name === name) ?? offered[0])?.idle(world) ?? { name, on: {} },
  };
  return world;
}
