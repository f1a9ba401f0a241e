import type { Modality, Opening, Workbench } from "./task";

// The folder is the registry: each modality is loaded when the first task of it is.
const known = import.meta.glob<Modality>("./*/open.tsx");

/** Opens a task in the editor of its modality. */
export async function openTask(opening: Opening): Promise<Workbench> {
  const load = known[`./${opening.item.modality}/open.tsx`] ?? known["./text/open.tsx"];
  if (!load) throw new Error(`There is no editor for ${opening.item.modality}.`);
  return (await load()).open(opening);
}
