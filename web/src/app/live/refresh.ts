import type { QueryClient } from "@tanstack/react-query";
import { isShown, shownOf, type Change, type Shown } from "./topics";

/** Soon, but together with what comes at the same moment. */
const soonMs = 100;
/** At the least between two looks; what takes long is asked for the more seldom. */
const restMs = 1_000;
const share = 3;

/** Looks again at what changed, where it is on the screen: what happens often, or takes long to look up, not more often than it is worth. */
export class Refresher {
  readonly #client: QueryClient;
  readonly #isHidden: () => boolean;
  #waiting: Shown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #notBefore = 0;
  #busy = false;

  constructor(client: QueryClient, isHidden: () => boolean = () => document.hidden) {
    this.#client = client;
    this.#isHidden = isHidden;
  }

  changed(changes: readonly Change[]): void {
    this.#add(changes.flatMap(shownOf));
  }

  everything(): void {
    this.#add([{ key: [] }]);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
  }

  #add(shown: Shown[]): void {
    const known = new Set(this.#waiting.map((each) => JSON.stringify(each)));
    this.#waiting.push(...shown.filter((each) => !known.has(JSON.stringify(each))));
    this.#plan();
  }

  #plan(): void {
    if (this.#waiting.length === 0 || this.#timer !== undefined || this.#busy) return;
    this.#timer = setTimeout(() => void this.#look(), Math.max(soonMs, this.#notBefore - Date.now()));
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    const shown = this.#waiting;
    this.#waiting = [];
    this.#busy = true;
    const since = Date.now();
    // A tab that nobody sees looks when it is shown: what is out of date is asked for then by itself.
    await this.#client.invalidateQueries({
      predicate: (query) => isShown(query, shown),
      refetchType: this.#isHidden() ? "none" : "active",
    });
    this.#busy = false;
    this.#notBefore = Date.now() + Math.max(restMs, share * (Date.now() - since));
    this.#plan();
  }
}
