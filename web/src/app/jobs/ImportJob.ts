import { CallError } from "@/api/client";
import type { ImportRequest } from "@/api/incoming";
import { UploadBatch, type BatchState } from "@/api/uploadBatch";
import type { Clock } from "@/editor/autosave";

/** What is to become of the files once they are on the server. */
export interface ImportPlan {
  /** What was chosen, as it is called on the screen. */
  readonly title: string;
  readonly datasetId: string;
  readonly datasetName: string;
  readonly settings: Omit<ImportRequest, "uploads" | "folder" | "datasetId" | "datasetName" | "dryRun">;
}

export interface JobState {
  readonly phase: "uploading" | "starting" | "started" | "failed" | "cancelled";
  readonly upload: BatchState;
  readonly importId: string | null;
  /** The server isn't reached for the start of the import. */
  readonly waiting: boolean;
  readonly problem: { readonly title: string; readonly detail: string } | null;
}

export interface JobPorts {
  readonly clock: Clock;
  start(request: ImportRequest): Promise<{ importId: string }>;
}

const [leastWaitMs, mostWaitMs] = [1_000, 15_000];

/** Files on their way into a dataset: uploads first, then an import that the server does by itself. */
export class ImportJob {
  readonly id: string;
  readonly plan: ImportPlan;
  readonly upload: UploadBatch;
  readonly #ports: JobPorts;
  readonly #readers = new Set<() => void>();
  #state: JobState;
  #wake: (() => void) | null = null;

  constructor(id: string, plan: ImportPlan, upload: UploadBatch, ports: JobPorts) {
    this.id = id;
    this.plan = plan;
    this.upload = upload;
    this.#ports = ports;
    this.#state = { phase: "uploading", upload: upload.state, importId: null, waiting: false, problem: null };
    upload.subscribe(() => this.#show({}));
    void this.#run();
  }

  get state(): JobState {
    return this.#state;
  }

  /** Whether it needs this page to go on. */
  get needsPage(): boolean {
    return this.#state.phase === "uploading" || this.#state.phase === "starting";
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  nudge(): void {
    this.upload.nudge();
    this.#wake?.();
  }

  async cancel(): Promise<void> {
    if (!this.needsPage && this.#state.phase !== "failed") return;
    this.#show({ phase: "cancelled" });
    this.#wake?.();
    await this.upload.cancel();
  }

  /** Starts the import once more after it was refused. */
  retry(): void {
    if (this.#state.phase === "failed") void this.#start();
  }

  async #run(): Promise<void> {
    await this.upload.settled;
    if (this.upload.state.phase === "done" && this.#state.phase === "uploading") await this.#start();
  }

  async #start(): Promise<void> {
    this.#show({ phase: "starting", problem: null });
    const { datasetId, settings } = this.plan;
    const uploads = this.upload.sentFiles.map(({ id, path }) => ({ id, path }));
    for (let wait = leastWaitMs; this.#state.phase === "starting"; wait = Math.min(mostWaitMs, wait * 2)) {
      try {
        const { importId } = await this.#ports.start({ datasetId, uploads, ...settings });
        this.upload.forget();
        this.#show({ phase: "started", importId, waiting: false });
        return;
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        if (!error.isUnreachable) {
          const faults = error.faults.map(({ message }) => message).join(" ");
          this.#show({ phase: "failed", waiting: false, problem: { title: error.message, detail: faults || error.detail } });
          return;
        }
      }
      this.#show({ waiting: true });
      await new Promise<void>((resolve) => {
        const stop = this.#ports.clock.after(wait, resolve);
        this.#wake = () => {
          stop();
          resolve();
        };
      });
    }
  }

  #show(next: Partial<JobState>): void {
    // What was cancelled or has started stays so, whatever still comes in.
    const settled = this.#state.phase === "cancelled" || this.#state.phase === "started";
    this.#state = { ...this.#state, ...(settled ? {} : next), upload: this.upload.state };
    for (const reader of this.#readers) reader();
  }
}
