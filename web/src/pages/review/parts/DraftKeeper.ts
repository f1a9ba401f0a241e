import { CallError } from "@/api/client";
import type { JsonValue } from "@/api/types";
import type { Clock } from "@/editor/autosave";
import type { Change } from "@/editor/change";
import type { Records } from "@/editor/document";
import type { Shelf } from "@/editor/kept";
import { sameJson } from "@/editor/json";

/** What a reviewer has done so far: how their document differs from the proposal that they began with. */
export interface ReviewDraft {
  readonly version: 1;
  readonly basis: string;
  readonly put: Change["put"];
}

export type KeepState = "saved" | "saving" | "offline" | "lost";

interface KeeperPorts {
  readonly shelf: Shelf<ReviewDraft>;
  readonly clock: Clock;
  put(taskId: string, draft: JsonValue): Promise<unknown>;
}

const behindMs = 1_000;
const longestWaitMs = 20_000;

/** Brings what was done to the server, at most two seconds late, and keeps it in this browser until it is there. */
export class DraftKeeper {
  readonly #taskId: string;
  readonly #ports: KeeperPorts;
  readonly #read: () => ReviewDraft;
  readonly #readers = new Set<() => void>();
  #state: KeepState = "saved";
  #timer: (() => void) | null = null;
  #flight: Promise<void> | null = null;
  #dirty = false;
  #failures = 0;
  #over = false;

  constructor(taskId: string, read: () => ReviewDraft, ports: KeeperPorts) {
    this.#taskId = taskId;
    this.#read = read;
    this.#ports = ports;
  }

  get state(): KeepState {
    return this.#state;
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** Something was done. */
  touch(): void {
    if (this.#over) return;
    this.#dirty = true;
    void this.#ports.shelf.write(this.#taskId, this.#read());
    if (this.#state === "saved") this.#show("saving");
    this.#timer ??= this.#ports.clock.after(behindMs, () => void this.flush());
  }

  /** Sends what isn't there yet, now. */
  flush(): Promise<void> {
    this.#timer?.();
    this.#timer = null;
    this.#flight ??= this.#send().finally(() => (this.#flight = null));
    return this.#flight;
  }

  /** The claim is another one now: what was refused is sent again. */
  again(): void {
    if (this.#state !== "lost") return;
    this.#dirty = true;
    this.#show("saving");
    void this.flush();
  }

  /** Nothing is sent after this; what this browser keeps stays. */
  stop(): void {
    this.#over = true;
    this.#timer?.();
    this.#timer = null;
  }

  // Both change while something is waited for.
  #waits(): boolean {
    return this.#dirty;
  }

  #isOver(): boolean {
    return this.#over;
  }

  async #send(): Promise<void> {
    while (this.#dirty && !this.#isOver()) {
      this.#dirty = false;
      const draft = this.#read();
      try {
        await this.#ports.put(this.#taskId, draft as unknown as JsonValue);
        this.#failures = 0;
        if (this.#waits()) continue;
        await this.#ports.shelf.remove(this.#taskId);
        this.#show("saved");
      } catch (error) {
        this.#dirty = true;
        if (error instanceof CallError && !error.isUnreachable && error.status !== 401) {
          this.#show("lost");
          return;
        }
        this.#failures += 1;
        this.#show("offline");
        if (!this.#isOver())
          this.#timer ??= this.#ports.clock.after(
            Math.max(error instanceof CallError ? error.waitMs : 0, Math.min(longestWaitMs, behindMs * 2 ** this.#failures)),
            () => void this.flush(),
          );
        return;
      }
    }
  }

  #show(state: KeepState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const reader of this.#readers) reader();
  }
}

/**
 * Takes up a draft on a proposal that may be another one by now: what was done holds wherever the proposal still says what it
 * said then; the rest is counted, so that somebody can look at it.
 */
export function takeUp(proposed: Records, basis: string, draft: ReviewDraft): { change: Change; dropped: number } {
  const pairs = Object.entries(draft.put);
  if (draft.basis === basis) return { change: { put: draft.put }, dropped: 0 };
  const fits = pairs.filter(([key, { before }]) => sameJson(proposed[key] ?? null, before));
  return { change: { put: Object.fromEntries(fits) }, dropped: pairs.length - fits.length };
}

export function isDraft(value: unknown): value is ReviewDraft {
  return typeof value === "object" && value !== null && "version" in value && value.version === 1 && "put" in value && "basis" in value;
}
