import { difference, isNothing, squash, type Change } from "./change";
import { Document, type Records } from "./document";
import { sameJson } from "./json";

/** Time, handed in, so that tests turn it by hand. */
export interface Clock {
  now(): number;
  /** Calls back once; the result cancels. */
  after(ms: number, call: () => void): () => void;
}

/**
 * What stays in the browser until the server has it: a whole document from some time ago and every change since. The document
 * is the same object until it is taken anew, so that a shelf needs to write it only then.
 */
export interface KeptDraft {
  /** How many changes the server had acknowledged. */
  readonly saved: number;
  readonly base: Records;
  /** Acknowledged changes that `base` doesn't have yet. */
  readonly since: readonly Change[];
  readonly pending: readonly Change[];
  /** How many of `pending` were last sent as one batch: a retry repeats exactly these. */
  readonly sent: number;
  readonly startedAt: number;
  readonly activeMs: number;
}

export interface Shelf<T> {
  read(id: string): Promise<T | null>;
  write(id: string, value: T): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface ServerDraft {
  readonly saved: number;
  readonly records: Records;
}

export type PostOutcome =
  | { readonly kind: "saved"; readonly saved: number }
  | ({ readonly kind: "conflict" } & ServerDraft)
  | { readonly kind: "unreachable" }
  | { readonly kind: "signin" }
  | { readonly kind: "closed" };

export type SaveState =
  { readonly kind: "saved" | "saving" | "signin" | "conflict" | "closed" } | { readonly kind: "offline"; readonly edits: number };

export interface AutosavePorts {
  readonly shelf: Shelf<KeptDraft>;
  readonly clock: Clock;
  post(from: number, changes: readonly Change[]): Promise<PostOutcome>;
}

/** The document that a kept draft stands for. */
function recordsOf({ base, since, pending }: Pick<KeptDraft, "base" | "since" | "pending">): Records {
  const document = new Document(base);
  for (const change of [...since, ...pending]) document.apply(change);
  return document.records();
}

const behindMs = 1_000;
/** So many changed records since `base` make it worth while to take the document anew. */
const mostSince = 400;
const longestWaitMs = 30_000;

/** Brings every change to the server at most two seconds late, and keeps it here until it is there. */
export class Autosave {
  readonly #id: string;
  readonly #ports: AutosavePorts;
  readonly #readers = new Set<() => void>();
  readonly #timing: () => { startedAt: number; activeMs: number };
  #saved: number;
  #base: Records;
  #since: Change[] = [];
  /** How many records have changed since `base`. */
  #weight = 0;
  #pending: Change[];
  #sent: number;
  #theirs: ServerDraft | null;
  #state: SaveState = { kind: "saved" };
  #timer: (() => void) | null = null;
  #flight: Promise<void> | null = null;
  #failures = 0;
  #closed = false;

  constructor(id: string, opened: OpenedDraft, timing: () => { startedAt: number; activeMs: number }, ports: AutosavePorts) {
    this.#id = id;
    this.#ports = ports;
    this.#timing = timing;
    this.#saved = opened.saved;
    this.#pending = [...opened.pending];
    this.#sent = opened.sent;
    this.#base = opened.base;
    this.#theirs = opened.theirs;
    if (opened.theirs) this.#state = { kind: "conflict" };
    else if (this.#pending.length > 0) this.#schedule(0);
  }

  get state(): SaveState {
    return this.#state;
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** Takes one settled change. What it costs depends on the change, not on the document. */
  add(step: Change): void {
    this.#pending.push(step);
    void this.#keep();
    if (this.#theirs || this.#closed) return;
    if (this.#state.kind === "saved") this.#show({ kind: "saving" });
    else this.#show(this.#state.kind === "offline" ? this.#offline() : this.#state);
    if (!this.#timer && !this.#flight) this.#schedule(behindMs);
  }

  /** Tries now: the network is back, somebody signed in again, the page is about to go. */
  async flush(): Promise<void> {
    this.#timer?.();
    this.#timer = null;
    if (this.#flight) await this.#flight;
    if (this.#closed || this.#theirs || this.#pending.length === 0) return;
    this.#flight = this.#send();
    await this.#flight;
  }

  /** Another tab saved something else: this version wins. */
  async keepMine(): Promise<void> {
    if (!this.#theirs) return;
    const change = difference(this.#theirs.records, this.#records());
    this.#restart(this.#theirs.records, isNothing(change) ? [] : [change]);
    await this.#keep();
    await this.flush();
  }

  /** Another tab saved something else: the other version wins, and is returned. */
  async takeTheirs(): Promise<Records> {
    const records = this.#theirs?.records ?? this.#records();
    this.#restart(records, []);
    await this.#keep();
    return records;
  }

  /** Ends it; with `forget` also what was kept in the browser, because the answer itself has arrived. */
  async close(forget: boolean): Promise<void> {
    this.#closed = true;
    this.#timer?.();
    if (forget) await this.#ports.shelf.remove(this.#id);
  }

  async #send(): Promise<void> {
    const batch = this.#pending.slice(0, this.#sent || this.#pending.length);
    this.#sent = batch.length;
    await this.#keep();
    if (this.#state.kind === "saved") this.#show({ kind: "saving" });
    const outcome = await this.#ports.post(this.#saved, batch);
    this.#flight = null;
    if (this.#closed) return;
    switch (outcome.kind) {
      case "saved":
        this.#saved = outcome.saved;
        this.#acknowledge(this.#pending.splice(0, batch.length));
        this.#sent = 0;
        this.#failures = 0;
        await this.#keep();
        if (this.#pending.length > 0) this.#schedule(0);
        this.#show({ kind: this.#pending.length > 0 ? "saving" : "saved" });
        return;
      case "conflict":
        if (sameRecords(outcome.records, this.#records())) {
          this.#theirs = outcome;
          this.#restart(outcome.records, []);
          await this.#keep();
          return;
        }
        this.#theirs = outcome;
        this.#show({ kind: "conflict" });
        return;
      case "closed":
        this.#show({ kind: "closed" });
        return;
      case "signin":
        this.#retryLater();
        this.#show({ kind: "signin" });
        return;
      case "unreachable":
        this.#retryLater();
        this.#show(this.#offline());
    }
  }

  #records(): Records {
    return recordsOf({ base: this.#base, since: this.#since, pending: this.#pending });
  }

  #acknowledge(changes: readonly Change[]): void {
    this.#since.push(...changes);
    for (const { put } of changes) this.#weight += Object.keys(put).length;
    if (this.#weight < mostSince) return;
    this.#base = recordsOf({ base: this.#base, since: this.#since, pending: [] });
    this.#since = [];
    this.#weight = 0;
  }

  #restart(base: Records, pending: Change[]): void {
    this.#saved = this.#theirs?.saved ?? this.#saved;
    this.#theirs = null;
    this.#base = base;
    this.#since = [];
    this.#weight = 0;
    this.#pending = pending;
    this.#sent = 0;
    this.#failures = 0;
    this.#show({ kind: pending.length > 0 ? "saving" : "saved" });
  }

  #retryLater(): void {
    this.#failures += 1;
    this.#schedule(Math.min(longestWaitMs, 1_000 * 2 ** (this.#failures - 1)));
  }

  #schedule(ms: number): void {
    this.#timer?.();
    this.#timer = this.#ports.clock.after(ms, () => {
      this.#timer = null;
      void this.flush();
    });
  }

  #offline(): SaveState {
    return { kind: "offline", edits: this.#pending.length };
  }

  #keep(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const kept: KeptDraft = {
      saved: this.#saved,
      base: this.#base,
      since: [...this.#since],
      pending: [...this.#pending],
      sent: this.#sent,
      ...this.#timing(),
    };
    return this.#ports.shelf.write(this.#id, kept);
  }

  #show(state: SaveState): void {
    this.#state = state;
    for (const reader of this.#readers) reader();
  }
}

export interface OpenedDraft {
  readonly saved: number;
  /** The document before `pending`. */
  readonly base: Records;
  readonly pending: readonly Change[];
  readonly sent: number;
  readonly records: Records;
  /** Set when the server holds something that doesn't fit what was kept here: a person must choose. */
  readonly theirs: ServerDraft | null;
}

/** Brings together what the server has and what this browser still kept. */
export function openDraft(server: ServerDraft, kept: KeptDraft | null): OpenedDraft {
  const fresh = { saved: server.saved, base: server.records, pending: [], sent: 0, records: server.records, theirs: null };
  if (!kept || kept.pending.length === 0) return fresh;
  const { saved, pending, sent } = kept;
  const base = kept.since.length === 0 ? kept.base : recordsOf({ ...kept, pending: [] });
  const records = recordsOf(kept);
  if (saved === server.saved) return { saved, base, pending, sent, records, theirs: null };

  const ahead = server.saved - saved;
  if (ahead < 0) {
    // The server was set back, for instance to a backup: everything since then is sent again.
    return { ...fresh, pending: [difference(server.records, records)], records };
  }
  // The changes arrived but the reply didn't, when the server holds exactly what they led to.
  const arrived = pending.slice(0, ahead).reduce(squash, { put: {} });
  const held = Object.entries(arrived.put).every(([key, { after }]) => sameJson(server.records[key] ?? null, after));
  if (ahead <= pending.length && held) return { ...fresh, pending: pending.slice(ahead), records };
  if (sameRecords(server.records, records)) return fresh;
  return { ...fresh, base, pending, records, theirs: server };
}

function sameRecords(a: Records, b: Records): boolean {
  return isNothing(difference(a, b));
}
