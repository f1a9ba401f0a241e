/** Adds up the time somebody really worked: gaps longer than the idle limit don't count beyond it. */
export class Activity {
  readonly #now: () => number;
  readonly #idleMs: number;
  #activeMs: number;
  #last: number;
  #paused = false;
  readonly startedAt: number;

  constructor(now: () => number, before: { startedAt: number; activeMs: number } | null = null, idleMs = 60_000) {
    this.#now = now;
    this.#idleMs = idleMs;
    this.#last = now();
    this.#activeMs = before?.activeMs ?? 0;
    this.startedAt = before?.startedAt ?? this.#last;
  }

  /** Something was done: a key, a pointer move, a scroll. */
  touch(): void {
    const now = this.#now();
    if (!this.#paused) this.#activeMs += Math.max(0, Math.min(now - this.#last, this.#idleMs));
    this.#last = now;
  }

  pause(): void {
    this.touch();
    this.#paused = true;
  }

  resume(): void {
    this.#last = this.#now();
    this.#paused = false;
  }

  get activeMs(): number {
    return Math.round(this.#activeMs);
  }
}
