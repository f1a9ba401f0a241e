import type { Change } from "./change";
import type { Records } from "./document";
import type { Steps } from "./history";
import type { Json } from "./json";
import type { Input } from "./tool";

/** An editor as panels, surfaces and autosave see it: everything can be read, and changed through `send` alone. */
export interface Door<I extends Input, S extends object> {
  send(input: I): void;
  get(key: string): Json;
  keys(prefix?: string): string[];
  records(): Records;
  replace(records: Records): void;
  readonly state: string;
  readonly passing: S;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly isOpen: boolean;
  readonly version: number;
  /** Grows whenever a key of the collection (`objects`, `answers`, …) changes: what views of it compare. */
  revision(collection: string): number;
  subscribe(reader: () => void): () => void;
  /** What can be taken back and made again, as far as it is kept over a reload. */
  steps(): Steps;
  /** Hears every settled change; `more` of the one before are taken back with it. */
  onStep(saver: (step: Change, more: boolean) => void): () => void;
  /** Hears which keys each input touched, settled or not: what drawings keep up with. */
  onTouch(reader: (keys: ReadonlySet<string>) => void): () => void;
}
