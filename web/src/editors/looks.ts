/** How a mark is shown where it isn't simply one of its class: whose it is, and whether others see it otherwise. */
export interface MarkLook {
  /** Instead of its class's; any colour of the page. */
  readonly color?: string;
  /** A broken line instead of a whole one. */
  readonly dash?: Dash;
  /** A line around it, for what wants to be seen. */
  readonly ring?: string;
  /** A thin line with nearly nothing inside: for what stands behind. */
  readonly thin?: boolean;
  /** What stands beside it instead of its class and number; empty for nothing. */
  readonly name?: string;
  /** What follows that: somebody commented on it. */
  readonly note?: string;
}

/** A comment that is pinned to a place, where there is no mark. */
export interface PlaceNote {
  readonly id: string;
  readonly name: string;
  readonly said: string;
  readonly at?: { readonly x: number; readonly y: number } | null;
  readonly span?: { readonly start: number; readonly end: number } | null;
}

export type Dash = "dashes" | "dots" | "long" | "dashdot";

/** Lengths in pixels of the screen. */
export const dashes: Readonly<Record<Dash, readonly number[]>> = {
  dashes: [6, 4],
  dots: [1, 5],
  long: [13, 5],
  dashdot: [9, 4, 1, 4],
};

/** The looks of single marks, which can change without the document doing so. */
export class MarkLooks {
  readonly #readers = new Set<() => void>();
  #looks: ReadonlyMap<string, MarkLook>;
  #notes: readonly PlaceNote[] = [];

  constructor(looks: ReadonlyMap<string, MarkLook> = new Map()) {
    this.#looks = looks;
  }

  of(id: string): MarkLook | undefined {
    return this.#looks.get(id);
  }

  get notes(): readonly PlaceNote[] {
    return this.#notes;
  }

  /** What a mark is called, with what was said of it. */
  nameOf(id: string, usual: () => string): string {
    const { name, note } = this.of(id) ?? {};
    return [name ?? usual(), note].filter(Boolean).join(" · ");
  }

  set(looks: ReadonlyMap<string, MarkLook>, notes: readonly PlaceNote[] = []): void {
    this.#looks = looks;
    this.#notes = notes;
    for (const reader of this.#readers) reader();
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }
}

/** Whether two looks are drawn alike. */
export const lookKey = (look: MarkLook | undefined) =>
  look ? `${look.color ?? ""}|${look.dash ?? ""}|${look.ring ?? ""}|${look.thin === true ? "t" : ""}` : "";
