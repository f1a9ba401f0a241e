import { fingerprint, type UploadPorts, type UploadSource } from "@/api/upload";
import { UploadBatch } from "@/api/uploadBatch";
import { hex, Sha256 } from "@/api/sha256";
import { newId } from "@/editor/id";
import { ImportJob, type ImportPlan, type JobPorts } from "./ImportJob";

/** A job that a page left unfinished when it was closed; its files are needed again to go on. */
export interface LeftJob {
  readonly id: string;
  readonly plan: ImportPlan;
  /** Tells the same files, chosen again, from others. */
  readonly mark: string;
  readonly files: number;
  readonly bytes: number;
  readonly sent: number;
  readonly folder: boolean;
  /** When a page last had it in hand. */
  readonly seenAt: number;
}

export interface JobsPorts extends JobPorts {
  readonly uploads: UploadPorts;
  readonly shelf: { read(): readonly LeftJob[]; write(jobs: readonly LeftJob[]): void };
}

const seenEveryMs = 5_000;
/** Another tab of this browser may still have it. */
const leftAfterMs = 16_000;
const shownMs = 30_000;

/** Everything that this browser is sending; it goes on whatever page is shown. */
export class Jobs {
  readonly #ports: JobsPorts;
  readonly #readers = new Set<() => void>();
  readonly #marks = new Map<ImportJob, string>();
  #jobs: readonly ImportJob[] = [];
  #left: readonly LeftJob[] = [];
  #version = 0;

  constructor(ports: JobsPorts) {
    this.#ports = ports;
    this.#beat();
  }

  get jobs(): readonly ImportJob[] {
    return this.#jobs;
  }

  get left(): readonly LeftJob[] {
    return this.#left;
  }

  /** Another number after each change of any job. */
  get version(): number {
    return this.#version;
  }

  get needsPage(): boolean {
    return this.#jobs.some(({ needsPage }) => needsPage);
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  upload(sources: readonly UploadSource[]): UploadBatch {
    return new UploadBatch(sources, this.#ports.uploads);
  }

  /** Takes files in hand that may be on their way already. */
  begin(plan: ImportPlan, sources: readonly UploadSource[], upload = this.upload(sources), id = newId()): ImportJob {
    const job = new ImportJob(id, plan, upload, this.#ports);
    this.#marks.set(job, markOf(sources));
    let shown = false;
    job.subscribe(() => {
      if (job.state.phase === "cancelled") this.dismiss(job);
      else if (job.state.phase === "started" && !shown) {
        shown = true;
        this.#keep();
        // By then the server's own list shows it.
        this.#ports.clock.after(shownMs, () => this.dismiss(job));
      }
      this.#tell();
    });
    this.#jobs = [...this.#jobs, job];
    this.#left = this.#left.filter((other) => other.id !== id);
    this.#keep();
    this.#tell();
    return job;
  }

  /** Goes on with what was left; null if these aren't its files. */
  goOn(left: LeftJob, sources: readonly UploadSource[]): ImportJob | null {
    return markOf(sources) === left.mark ? this.begin(left.plan, sources, undefined, left.id) : null;
  }

  forget(left: LeftJob): void {
    this.#left = this.#left.filter((other) => other !== left);
    this.#ports.shelf.write(this.#ports.shelf.read().filter(({ id }) => id !== left.id));
    this.#tell();
  }

  dismiss(job: ImportJob): void {
    this.#marks.delete(job);
    this.#jobs = this.#jobs.filter((other) => other !== job);
    this.#keep(job.id);
    this.#tell();
  }

  /** The page goes: whoever comes next may take its jobs up at once. */
  letGo(): void {
    this.#keep(undefined, 0);
  }

  nudge(): void {
    for (const job of this.#jobs) job.nudge();
  }

  /** Says that this page has its jobs in hand, and looks for those that no page has any more. */
  #beat(): void {
    if (this.needsPage) this.#keep();
    const now = this.#ports.clock.now();
    const mine = new Set(this.#jobs.map(({ id }) => id));
    const left = this.#ports.shelf.read().filter(({ id, seenAt }) => !mine.has(id) && now - seenAt > leftAfterMs);
    if (left.map(({ id }) => id).join() !== this.#left.map(({ id }) => id).join()) {
      this.#left = left;
      this.#tell();
    }
    this.#ports.clock.after(seenEveryMs, () => this.#beat());
  }

  #keep(gone?: string, seenAt = this.#ports.clock.now()): void {
    const mine = this.#jobs.flatMap((job): LeftJob[] => {
      const { files, bytes, sent } = job.state.upload;
      const folder = job.upload.paths.some((path) => path.includes("/"));
      return job.needsPage ? [{ id: job.id, plan: job.plan, mark: this.#marks.get(job) ?? "", files, bytes, sent, folder, seenAt }] : [];
    });
    const known = new Set([...this.#jobs.map(({ id }) => id), gone]);
    this.#ports.shelf.write([...this.#ports.shelf.read().filter(({ id }) => !known.has(id)), ...mine]);
  }

  #tell(): void {
    this.#version += 1;
    for (const reader of this.#readers) reader();
  }
}

function markOf(sources: readonly UploadSource[]): string {
  const lines = sources.map(fingerprint).sort().join("\n");
  return hex(new Sha256().update(new TextEncoder().encode(lines)).digest());
}
