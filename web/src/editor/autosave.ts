import { cut, mostAtOnce, narrower, wider } from "./batch";
import { difference, isNothing, squash, type Change } from "./change";
import type { Records } from "./document";
import { recordsOf, sameRecords, type Beside, type KeptDraft, type OpenedDraft, type ServerDraft, type Shelf } from "./kept";

/** Time, handed in, so that tests turn it by hand. */
export interface Clock {
  now(): number;
  /** Calls back once; the result cancels. */
  after(ms: number, call: () => void): () => void;
}

export type PostOutcome =
  | { readonly kind: "saved"; readonly saved: number }
  | ({ readonly kind: "conflict" } & ServerDraft)
  | { readonly kind: "unreachable"; readonly waitMs?: number }
  | { readonly kind: "signin" }
  /** The request is at fault, and the same again would be: too large, or something in it isn't understood. */
  | { readonly kind: "refused"; readonly detail: string }
  /** There is nothing any more that a draft could be saved for. */
  | { readonly kind: "closed" };

export type SaveState =
  | { readonly kind: "saved" | "saving" | "signin" | "closed" }
  /** `answered`: what stands against it isn't another draft, but the answer itself. */
  | { readonly kind: "conflict"; readonly answered: boolean }
  | { readonly kind: "refused"; readonly detail: string }
  /** `busy`: the server is there, but has too much to do. */
  | { readonly kind: "offline"; readonly edits: number; readonly busy: boolean };

export interface AutosavePorts {
  readonly shelf: Shelf<KeptDraft>;
  readonly clock: Clock;
  /** `revises` is the revision of the answer that the draft corrects. */
  post(from: number, changes: readonly Change[], revises: number | null): Promise<PostOutcome>;
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
  readonly #beside: () => Beside;
  #saved: number;
  #revises: number | null;
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
  #busy = false;
  #limits = mostAtOnce;
  #lasts = true;
  #closed = false;

  constructor(id: string, opened: OpenedDraft, beside: () => Beside, ports: AutosavePorts) {
    this.#id = id;
    this.#ports = ports;
    this.#beside = beside;
    this.#saved = opened.saved;
    this.#revises = opened.revises;
    this.#pending = [...opened.pending];
    this.#sent = opened.sent;
    this.#base = opened.base;
    this.#theirs = opened.theirs;
    if (opened.theirs) this.#state = this.#conflict(opened.theirs);
    else if (this.#pending.length > 0) this.#schedule(0);
  }

  get state(): SaveState {
    return this.#state;
  }

  /** The revision of the answer that this draft corrects; null while there is no answer, as far as is known here. */
  get revises(): number | null {
    return this.#revises;
  }

  /** Is there something that the server doesn't have yet? */
  get isBehind(): boolean {
    return this.#pending.length > 0;
  }

  /** Would what waits be gone with the tab? */
  get isAtRisk(): boolean {
    return this.isBehind && !this.#lasts;
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /**
   * Takes one settled change, or `more` of the one before: what hasn't gone out yet is one change with it. What it costs depends on
   * the change, not on the document. Resolves once it is kept here.
   */
  add(step: Change, more = false): Promise<void> {
    const unsent = this.#pending.length - this.#sent;
    // What was refused may have been mended by this one.
    const joining = this.#state.kind === "refused" ? unsent : more ? Math.min(1, unsent) : 0;
    const joined = [...this.#pending.splice(this.#pending.length - joining), step].reduce(squash);
    if (joining === 0 || !isNothing(joined)) this.#pending.push(joined);
    const kept = this.#keep();
    if (!this.#theirs && !this.#closed) this.#mark();
    return kept;
  }

  /** Shows that something waits, and sends it soon. */
  #mark(): void {
    if (this.#pending.length === 0) this.#show({ kind: "saved" });
    else if (this.#state.kind === "saved") this.#show({ kind: "saving" });
    else this.#show(this.#state.kind === "offline" ? this.#offline() : this.#state);
    if (!this.#timer && !this.#flight && this.#pending.length > 0) this.#schedule(behindMs);
  }

  /** Tries now: the network is back, somebody signed in again, the page is about to go. */
  async flush(): Promise<void> {
    this.#timer?.();
    this.#timer = null;
    // More than one may wait here: whoever comes second waits for the first one's batch as well.
    while (this.#flight) await this.#flight;
    if (this.#closed || this.#theirs || this.#pending.length === 0) return;
    this.#flight = this.#send();
    await this.#flight;
  }

  /** Sends all that waits, as far as that goes now. */
  async drain(): Promise<SaveState> {
    do await this.flush();
    while (this.#state.kind === "saving" && this.#pending.length > 0 && !this.#closed);
    return this.#state;
  }

  /** The server holds something else, for instance the answer that was submitted in another tab. */
  async meet(theirs: ServerDraft): Promise<void> {
    while (this.#flight) await this.#flight;
    if (this.#closed) return;
    this.#timer?.();
    this.#timer = null;
    this.#theirs = theirs;
    if (sameRecords(theirs.records, this.#records())) await this.takeTheirs();
    else this.#show(this.#conflict(theirs));
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
    if (this.#sent === 0) {
      const { batch, rest } = cut(this.#pending, this.#limits);
      this.#pending = [...batch, ...rest];
      this.#sent = batch.length;
    }
    const batch = this.#pending.slice(0, this.#sent);
    await this.#keep();
    if (this.#state.kind === "saved") this.#show({ kind: "saving" });
    const outcome = await this.#ports.post(this.#saved, batch, this.#revises);
    this.#flight = null;
    if (this.#closed) return;
    switch (outcome.kind) {
      case "saved":
        this.#saved = outcome.saved;
        this.#acknowledge(this.#pending.splice(0, batch.length));
        this.#sent = 0;
        this.#failures = 0;
        this.#limits = wider(this.#limits);
        await this.#keep();
        if (this.#pending.length > 0) this.#schedule(0);
        this.#show({ kind: this.#pending.length > 0 ? "saving" : "saved" });
        return;
      case "conflict":
        await this.meet(outcome);
        return;
      case "closed":
        this.#show({ kind: "closed" });
        return;
      case "refused": {
        // Nothing of it was taken. Whoever stands in between may allow less than the server, and what is sound goes through alone.
        this.#sent = 0;
        const limits = narrower(batch, this.#limits);
        if (limits) {
          this.#limits = limits;
          this.#schedule(0);
        }
        this.#show(limits ? { kind: "saving" } : outcome);
        return;
      }
      case "signin":
        this.#retryLater();
        this.#show({ kind: "signin" });
        return;
      case "unreachable":
        this.#busy = (outcome.waitMs ?? 0) > 0;
        this.#retryLater(outcome.waitMs);
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
    if (this.#theirs) ({ saved: this.#saved, revision: this.#revises } = this.#theirs);
    this.#theirs = null;
    this.#base = base;
    this.#since = [];
    this.#weight = 0;
    this.#pending = pending;
    this.#sent = 0;
    this.#failures = 0;
    this.#show({ kind: pending.length > 0 ? "saving" : "saved" });
  }

  #retryLater(atLeastMs = 0): void {
    this.#failures += 1;
    this.#schedule(Math.max(atLeastMs, Math.min(longestWaitMs, 1_000 * 2 ** (this.#failures - 1))));
  }

  #schedule(ms: number): void {
    this.#timer?.();
    this.#timer = this.#ports.clock.after(ms, () => {
      this.#timer = null;
      void this.flush();
    });
  }

  #offline(): SaveState {
    return { kind: "offline", edits: this.#pending.length, busy: this.#busy };
  }

  #conflict(theirs: ServerDraft): SaveState {
    return { kind: "conflict", answered: this.#revises === null && theirs.revision !== null };
  }

  async #keep(): Promise<void> {
    if (this.#closed) return;
    const kept: KeptDraft = {
      saved: this.#saved,
      base: this.#base,
      since: [...this.#since],
      pending: [...this.#pending],
      sent: this.#sent,
      revises: this.#revises,
      ...this.#beside(),
    };
    const lasts = await this.#ports.shelf.write(this.#id, kept);
    if (lasts === this.#lasts) return;
    this.#lasts = lasts;
    this.#tell();
  }

  #show(state: SaveState): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    for (const reader of this.#readers) reader();
  }
}
