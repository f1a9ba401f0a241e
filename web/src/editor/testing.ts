import type { Clock, Shelf } from "./autosave";

/** A clock that stands still until a test moves it. */
export class HandClock implements Clock {
  #now = 0;
  #timers: { at: number; call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  async forward(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = next.at;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.call();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets everything that only waits for a promise go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

export function memoryShelf<T>(): Shelf<T> & { all(): Promise<T[]> } {
  const held = new Map<string, T>();
  return {
    read: (id) => Promise.resolve(held.get(id) ?? null),
    write: (id, value) => {
      held.set(id, value);
      return Promise.resolve();
    },
    remove: (id) => {
      held.delete(id);
      return Promise.resolve();
    },
    all: () => Promise.resolve([...held.values()]),
  };
}
