import { readPreference, writePreference } from "@/app/preference";

/** How pictures and marks are shown, to this person in this browser. */
export interface Shown {
  /** In percent, as it is in the file at 100. */
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  /** The class and number of each object beside it. */
  readonly labels: boolean;
  /** Lines through the pointer while something is drawn. */
  readonly crosshair: boolean;
  /** What was drawn stays in hand, so that a class key is about it; otherwise it is about the next object alone. */
  readonly inHand: boolean;
}

export const asItIs = { brightness: 100, contrast: 100, saturation: 100 } as const;
const key = "groundwork.image.display";
const readers = new Set<() => void>();
let shown: Shown = { ...asItIs, labels: true, crosshair: true, inHand: true, ...readPreference<Partial<Shown>>(key, {}) };

export const display = {
  get shown(): Shown {
    return shown;
  },
  set(next: Partial<Shown>): void {
    shown = { ...shown, ...next };
    writePreference(key, shown);
    for (const reader of readers) reader();
  },
  subscribe(reader: () => void): () => void {
    readers.add(reader);
    return () => readers.delete(reader);
  },
};

/** The filter for the picture alone: marks keep their colours. */
export function filterOf({ brightness, contrast, saturation }: Shown): string | undefined {
  const parts = [
    brightness !== 100 && `brightness(${brightness}%)`,
    contrast !== 100 && `contrast(${contrast}%)`,
    saturation !== 100 && `saturate(${saturation}%)`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(" ") : undefined;
}

/** What a person goes on with in the next task. */
export const kept: { tool: string | null; class: string | null } = { tool: null, class: null };
