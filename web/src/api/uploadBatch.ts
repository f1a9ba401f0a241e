import { Upload, type UploadPorts, type UploadSource, type UploadState, type UploadTrouble } from "./upload";

export interface BatchState {
  readonly phase: "sending" | "paused" | "done" | "stuck" | "cancelled";
  readonly files: number;
  readonly doneFiles: number;
  readonly bytes: number;
  readonly sent: number;
  /** Bytes per second of late, or null while that isn't known. */
  readonly rate: number | null;
  readonly leftMs: number | null;
  readonly trouble: UploadTrouble | null;
  readonly problem: UploadState["problem"];
  /** Files that didn't get through, first ones first. */
  readonly failed: readonly FailedFile[];
}

export interface FailedFile {
  readonly path: string;
  readonly problem: UploadState["problem"];
  readonly unreadable: boolean;
}

export interface SentFile {
  readonly id: string;
  readonly path: string;
}

const parallel = 4;
const showEveryMs = 200;
const rateOverMs = 8_000;

/** Many files on their way to the server, a few at a time, with one progress over all of them. */
export class UploadBatch {
  readonly #ports: UploadPorts;
  readonly #uploads: Upload[];
  readonly #sent: number[];
  readonly #readers = new Set<() => void>();
  readonly #settled: Promise<void>;
  #settle: () => void = () => undefined;
  #state: BatchState;
  /** Which are to be sent, the next one last. */
  #waiting: number[];
  #running = new Set<number>();
  #done = 0;
  #bytesSent = 0;
  #marks: { at: number; sent: number }[] = [];
  #showing: (() => void) | null = null;

  constructor(sources: readonly UploadSource[], ports: UploadPorts) {
    this.#ports = ports;
    this.#uploads = sources.map((source, n) => new Upload(source, ports, () => this.#changed(n)));
    this.#sent = sources.map(() => 0);
    this.#waiting = sources.map((_, n) => n).reverse();
    this.#state = {
      phase: "sending",
      files: sources.length,
      doneFiles: 0,
      bytes: sources.reduce((sum, { file }) => sum + file.size, 0),
      sent: 0,
      rate: null,
      leftMs: null,
      trouble: null,
      problem: null,
      failed: [],
    };
    this.#settled = new Promise((resolve) => (this.#settle = resolve));
    this.#fill();
  }

  get state(): BatchState {
    return this.#state;
  }

  /** Resolves once every file is there, or it was cancelled. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** What is there, in the order it was chosen. */
  get sentFiles(): SentFile[] {
    return this.#uploads.flatMap(({ id, state, source }) => (state.phase === "done" && id !== null ? [{ id, path: source.path }] : []));
  }

  get paths(): string[] {
    return this.#uploads.map(({ source }) => source.path);
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  pause(): void {
    if (this.#state.phase !== "sending") return;
    for (const n of this.#running) this.#uploads[n]?.pause();
    this.#marks = [];
    this.#show({ phase: "paused", rate: null, leftMs: null, trouble: null });
  }

  resume(): void {
    if (this.#state.phase !== "paused") return;
    this.#show({ phase: "sending" });
    for (const n of this.#running) this.#uploads[n]?.resume();
    this.#fill();
  }

  /** Tries at once what waits for its next try. */
  nudge(): void {
    for (const n of this.#running) this.#uploads[n]?.nudge();
  }

  async cancel(): Promise<void> {
    if (this.#state.phase === "cancelled") return;
    this.#waiting = [];
    this.#show({ phase: "cancelled", trouble: null });
    this.#settle();
    await Promise.all(this.#uploads.filter((_, n) => this.#running.has(n)).map((upload) => upload.cancel()));
    // A few at a time here too: thousands of files may be there already.
    const there = this.#uploads.filter(({ id }) => id !== null);
    const takeBack = async () => {
      for (let one = there.pop(); one; one = there.pop()) await one.cancel();
    };
    await Promise.all(Array.from({ length: parallel }, takeBack));
  }

  /** Sends what failed once more. */
  retry(): void {
    if (this.#state.phase !== "stuck") return;
    this.#waiting = this.#uploads.flatMap(({ state }, n) => (state.phase === "failed" ? [n] : [])).reverse();
    this.#show({ phase: "sending", failed: [] });
    this.#fill();
  }

  /** Goes on without what failed. */
  leaveOut(): void {
    if (this.#state.phase !== "stuck") return;
    this.#show({ phase: "done" });
    this.#settle();
  }

  /** Forgets where the bytes went, once they were used. */
  forget(): void {
    for (const upload of this.#uploads) upload.forget();
  }

  #fill(): void {
    while (this.#state.phase === "sending" && this.#running.size < parallel) {
      const next = this.#waiting.pop();
      if (next === undefined) break;
      this.#running.add(next);
      void this.#uploads[next]?.run().then((state) => this.#ended(next, state));
    }
    if (this.#state.phase !== "sending" || this.#running.size > 0 || this.#waiting.length > 0) return;
    const phase = this.#state.failed.length > 0 ? "stuck" : "done";
    this.#show({ phase, rate: null, leftMs: null, trouble: null });
    if (phase === "done") this.#settle();
  }

  #ended(n: number, { phase, problem, unreadable }: UploadState): void {
    this.#running.delete(n);
    if (phase === "done") this.#done += 1;
    if (phase === "failed") {
      const path = this.#uploads[n]?.source.path ?? "";
      this.#show({ failed: [...this.#state.failed, { path, problem, unreadable }] });
    }
    this.#fill();
  }

  #changed(n: number): void {
    const sent = this.#uploads[n]?.state.sent ?? 0;
    this.#bytesSent += sent - (this.#sent[n] ?? 0);
    this.#sent[n] = sent;
    // Thousands of small files change faster than an eye or a page can follow.
    this.#showing ??= this.#ports.clock.after(showEveryMs, () => {
      this.#showing = null;
      this.#measure();
    });
  }

  #measure(): void {
    if (this.#state.phase !== "sending") return;
    const troubled = [...this.#running].map((n) => this.#uploads[n]?.state).find((state) => state?.trouble);
    const now = this.#ports.clock.now();
    // What comes back after trouble is measured anew.
    if (troubled) this.#marks = [];
    this.#marks.push({ at: now, sent: this.#bytesSent });
    while (this.#marks.length > 2 && now - (this.#marks[0]?.at ?? now) > rateOverMs) this.#marks.shift();
    const first = this.#marks[0];
    const ms = first ? now - first.at : 0;
    const rate = first && ms >= 1_000 ? Math.max(0, ((this.#bytesSent - first.sent) / ms) * 1000) : null;
    const leftMs = rate ? ((this.#state.bytes - this.#bytesSent) / rate) * 1000 : null;
    this.#show({ rate, leftMs, trouble: troubled?.trouble ?? null, problem: troubled?.problem ?? null });
  }

  #show(next: Partial<BatchState>): void {
    this.#state = { ...this.#state, ...next, doneFiles: this.#done, sent: this.#bytesSent };
    for (const reader of this.#readers) reader();
  }
}
