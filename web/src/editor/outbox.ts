import type { Clock } from "./autosave";
import type { Shelf } from "./kept";

/** One finished answer on its way. The key makes a retry return the first result. */
export interface Sending<T> {
  readonly id: string;
  readonly key: string;
  readonly content: T;
}

export type SendOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly title: string; readonly detail: string }
  /** `waitMs`: the server is there but has too much to do, and asked to be left alone for so long. */
  | { readonly kind: "unreachable"; readonly waitMs?: number }
  | { readonly kind: "signin" };

export interface Refusal<T> extends Sending<T> {
  readonly title: string;
  readonly detail: string;
}

export interface OutboxState<T> {
  readonly waiting: number;
  readonly queue: readonly Sending<T>[];
  /** Does what waits outlive the tab? */
  readonly lasts: boolean;
  readonly trouble: "unreachable" | "busy" | "signin" | null;
  readonly refused: readonly Refusal<T>[];
}

export interface OutboxPorts<T> {
  readonly shelf: Shelf<Sending<T>> & { all(): Promise<readonly Sending<T>[]> };
  readonly clock: Clock;
  send(sending: Sending<T>): Promise<SendOutcome>;
  /** The server has it for good. */
  accepted(sending: Sending<T>): void;
}

/** Sends finished answers in the background, one after another, and keeps each until it was answered. */
export class Outbox<T> {
  readonly #ports: OutboxPorts<T>;
  readonly #readers = new Set<() => void>();
  #queue: Sending<T>[] = [];
  #state: OutboxState<T> = { waiting: 0, queue: [], lasts: true, trouble: null, refused: [] };
  #timer: (() => void) | null = null;
  #flight: Promise<void> | null = null;
  #loaded: Promise<void> = Promise.resolve();
  #failures = 0;

  constructor(ports: OutboxPorts<T>) {
    this.#ports = ports;
  }

  get state(): OutboxState<T> {
    return this.#state;
  }

  /** Everything that isn't answered yet, refused ones too. */
  ids(): string[] {
    return [...this.#queue, ...this.#state.refused].map(({ id }) => id);
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** Settles once what an earlier visit couldn't send is among those that wait: before, nobody can tell what is answered already. */
  get loaded(): Promise<void> {
    return this.#loaded;
  }

  /** Takes up what an earlier visit couldn't send. */
  async load(): Promise<void> {
    this.#loaded = this.#ports.shelf.all().then((kept) => {
      const known = new Set(this.ids());
      this.#queue.push(...kept.filter(({ id }) => !known.has(id)));
    });
    await this.#loaded;
    await this.retry();
  }

  /** Resolves once the answer is kept in this browser; sending goes on behind. */
  async add(sending: Sending<T>): Promise<void> {
    this.#queue.push(sending);
    this.#show({});
    const lasts = await this.#ports.shelf.write(sending.id, sending);
    if (!lasts) this.#show({ lasts });
    if (!this.#timer) void this.retry();
  }

  /** Tries now. */
  retry(): Promise<void> {
    this.#timer?.();
    this.#timer = null;
    this.#flight ??= this.#drain().finally(() => (this.#flight = null));
    return this.#flight;
  }

  /** Gives a refused answer back, so that its task can be opened again. */
  async takeBack(id: string): Promise<void> {
    this.#show({ refused: this.#state.refused.filter((refusal) => refusal.id !== id) });
    await this.#ports.shelf.remove(id);
  }

  async #drain(): Promise<void> {
    for (let sending = this.#queue[0]; sending; sending = this.#queue[0]) {
      const outcome = await this.#ports.send(sending);
      if (outcome.kind === "unreachable" || outcome.kind === "signin") {
        this.#failures += 1;
        const waitMs = outcome.kind === "unreachable" ? (outcome.waitMs ?? 0) : 0;
        this.#timer = this.#ports.clock.after(
          Math.max(waitMs, Math.min(30_000, 1_000 * 2 ** (this.#failures - 1))),
          () => void this.retry(),
        );
        this.#show({ trouble: waitMs > 0 ? "busy" : outcome.kind });
        return;
      }
      this.#failures = 0;
      this.#queue.shift();
      if (outcome.kind === "accepted") {
        await this.#ports.shelf.remove(sending.id);
        this.#ports.accepted(sending);
        this.#show({ trouble: null });
      } else {
        this.#show({ trouble: null, refused: [...this.#state.refused, { ...sending, title: outcome.title, detail: outcome.detail }] });
      }
    }
  }

  #show(next: Partial<OutboxState<T>>): void {
    const state = { ...this.#state, ...next, waiting: this.#queue.length, queue: [...this.#queue] };
    this.#state = { ...state, lasts: state.lasts || state.waiting + state.refused.length === 0 };
    for (const reader of this.#readers) reader();
  }
}
