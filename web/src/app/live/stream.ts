import { someOf } from "./spread";
import type { Change } from "./topics";

/** What a stream tells a tab. */
export type News =
  | { readonly kind: "changed"; readonly changes: Change[] }
  | { readonly kind: "everything" }
  /** Whose stream it was is signed out, or somebody else is signed in: ask who. */
  | { readonly kind: "ended" }
  /** Are changes told now? */
  | { readonly kind: "alive"; readonly alive: boolean };

/** What of an EventSource is used here. */
export interface Source {
  readonly readyState: number;
  addEventListener(name: string, listener: (event: { data?: unknown; lastEventId?: string }) => void): void;
  close(): void;
}

const closed = 2;
/** The server says something every 15 seconds; after three times of silence the line is dead, whatever the system believes. */
const silenceMs = 45_000;
const [firstMs, mostMs] = [2_000, 60_000];

/** One member's line to the server: it comes back by itself, from where it was. */
export class Stream {
  #source: Source | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #after = "";
  #failures = 0;
  #alive = false;
  #over = false;
  readonly #member: string;
  readonly #tell: (news: News) => void;
  readonly #open: (address: string) => Source;

  constructor(member: string, tell: (news: News) => void, open: (address: string) => Source = (address) => new EventSource(address)) {
    this.#member = member;
    this.#tell = tell;
    this.#open = open;
    this.#start();
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Has it ended for good? */
  get isOver(): boolean {
    return this.#over;
  }

  close(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#become(false);
  }

  #start(): void {
    const query = new URLSearchParams({ for: this.#member, ...(this.#after && { after: this.#after }) });
    const source = (this.#source = this.#open(`/api/changes?${query}`));
    const on = (name: string, then: (changes: Change[]) => void) =>
      source.addEventListener(name, ({ data, lastEventId }) => {
        if (this.#over || this.#source !== source) return;
        if (lastEventId) this.#after = lastEventId;
        this.#failures = 0;
        this.#listen(silenceMs);
        then(changesOf(data));
      });
    on("here", () => this.#become(true));
    on("changed", (changes) => {
      this.#become(true);
      this.#tell({ kind: "changed", changes });
    });
    on("everything", () => {
      this.#become(true);
      this.#tell({ kind: "everything" });
    });
    on("ended", () => {
      this.close();
      this.#tell({ kind: "ended" });
    });
    source.addEventListener("error", () => {
      if (this.#over || this.#source !== source) return;
      this.#become(false);
      // The browser tries again by itself, unless it was refused: then it is asked whether it is still the same member, and comes again later.
      if (source.readyState !== closed) return;
      if (this.#failures === 0) this.#tell({ kind: "ended" });
      const ms = Math.min(mostMs, firstMs * 2 ** this.#failures++);
      this.#again(ms + someOf(ms / 2));
    });
    this.#listen(silenceMs);
  }

  /** Begins anew unless something is heard before. */
  #listen(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#become(false);
      this.#again(0);
    }, ms);
  }

  #again(ms: number): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#timer = setTimeout(() => this.#start(), ms);
  }

  #become(alive: boolean): void {
    if (alive === this.#alive) return;
    this.#alive = alive;
    this.#tell({ kind: "alive", alive });
  }
}

function changesOf(data: unknown): Change[] {
  if (typeof data !== "string") return [];
  return (JSON.parse(data) as { changes: Change[] }).changes;
}
