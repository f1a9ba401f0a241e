import { api, call, CallError } from "@/api/client";
import type { AssignmentState, SkipReason, TakeTaskResponse } from "@/api/types";
import { newId } from "@/editor/id";
import type { Outbox } from "@/editor/outbox";
import type { Answer } from "./outbox";
import { draftShelf } from "./shelf";
import { OtherTabs } from "./tabs";
import { TaskSession } from "./TaskSession";

export interface QueueState {
  readonly phase: "loading" | "working" | "empty" | "failed";
  readonly task: TaskSession | null;
  readonly projectName: string;
  readonly doneToday: number;
  readonly about: number;
  readonly error: Error | null;
  /** When the lease ends, told only while it can't be extended. */
  readonly leaseEnds: number | null;
  readonly gone: "expired" | "released" | null;
  readonly skipFailed: number | null;
}

const calm = { error: null, leaseEnds: null, gone: null } as const;

/** Keeps one task in hand and the next one ready, and sends what is done in the background. */
export class WorkQueue {
  readonly #projectId: string;
  readonly #outbox: Outbox<Answer>;
  readonly #memberId: string;
  readonly #drafts;
  readonly #readers = new Set<() => void>();
  readonly #leaving = new Set<string>();
  #state: QueueState = { phase: "loading", task: null, projectName: "", doneToday: 0, about: 0, skipFailed: null, ...calm };
  #next: Promise<TaskSession | null> | null = null;
  #ready: TaskSession | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #counted = 0;
  #beat: ReturnType<typeof setInterval> | undefined;
  #over = false;
  #started = false;
  #tabs: OtherTabs | null = null;

  constructor(projectId: string, memberId: string, outbox: Outbox<Answer>) {
    this.#projectId = projectId;
    this.#outbox = outbox;
    this.#memberId = memberId;
    this.#drafts = draftShelf(memberId);
  }

  get state(): QueueState {
    return this.#state;
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  async start(assignmentId: string | null): Promise<void> {
    this.#over = false;
    this.#tabs ??= new OtherTabs(this.#memberId, () => this.#holding());
    if (this.#started) return;
    this.#started = true;
    const reopened = assignmentId === null ? null : await this.#reopen(assignmentId).catch(() => null);
    if (reopened) this.#show(reopened);
    else await this.#take();
  }

  /** Looks for work again after there was none or the server couldn't be reached. */
  async again(): Promise<void> {
    clearTimeout(this.#retry);
    this.#set({ phase: "loading", ...calm });
    await this.#take();
  }

  /** Sends what waited for somebody to sign in. */
  signedIn(): void {
    void this.#outbox.retry();
    if (this.#state.task?.autosave.state.kind === "signin") void this.#state.task.autosave.flush();
    if (this.#state.phase === "failed") void this.again();
  }

  submit(task: TaskSession): void {
    const content = { projectId: this.#projectId, number: task.taken.number, body: task.answer() };
    void task.autosave.close(false);
    void this.#outbox.add({ id: task.id, key: newId(), content });
    this.#counted += 1;
    void this.#advance();
  }

  skip(task: TaskSession, reason: SkipReason, comment: string): void {
    this.#leaving.add(task.id);
    void task.autosave.close(true);
    call(api.POST("/api/assignments/{id}/skip", { params: { path: { id: task.id } }, body: { reason, comment } }))
      .catch(() => this.#set({ skipFailed: task.taken.number }))
      .finally(() => this.#leaving.delete(task.id));
    void this.#advance();
  }

  /** Leaves a task that is no longer this member's. */
  drop(task: TaskSession): void {
    void task.autosave.close(true);
    void this.#advance();
  }

  /** Brings a refused answer back onto the screen. */
  async takeBack(assignmentId: string): Promise<void> {
    try {
      const task = await this.#reopen(assignmentId);
      if (!task) return;
      await this.#outbox.takeBack(assignmentId);
      this.#counted = Math.max(0, this.#counted - 1);
      const before = this.#state.task;
      if (before) {
        await before.autosave.flush();
        this.#ready = before;
        this.#next = Promise.resolve(before);
      }
      this.#show(task);
    } catch (error) {
      if (error instanceof CallError && !error.isUnreachable) await this.#outbox.takeBack(assignmentId);
    }
  }

  dismissSkip(): void {
    this.#set({ skipFailed: null });
  }

  stop(): void {
    this.#over = true;
    this.#tabs?.close();
    this.#tabs = null;
    clearInterval(this.#beat);
    clearTimeout(this.#retry);
    void this.#state.task?.autosave.flush();
  }

  async #reopen(id: string): Promise<TaskSession | null> {
    const taken = await call(api.GET("/api/assignments/{id}", { params: { path: { id } } }));
    const open: readonly AssignmentState[] = ["leased", "expired"];
    return open.includes(taken.assignment.state) ? TaskSession.prepare(taken, this.#drafts) : null;
  }

  async #advance(): Promise<void> {
    if (this.#ready) {
      this.#show(this.#ready);
      return;
    }
    this.#set({ phase: "loading", task: null, ...calm });
    const next = await this.#next?.catch(() => null);
    if (next) this.#show(next);
    else await this.#take();
  }

  async #take(): Promise<void> {
    try {
      // Answers still on their way hold their tasks; once they are there, others may have come free.
      const task = (await this.#fetch()) ?? (this.#outbox.ids().length > 0 ? await this.#outbox.retry().then(() => this.#fetch()) : null);
      if (task) this.#show(task);
      else this.#set({ phase: "empty", task: null, ...calm, doneToday: this.#state.doneToday + this.#counted });
    } catch (error) {
      this.#set({ phase: "failed", task: null, error: error instanceof Error ? error : new Error(String(error)) });
      if (this.#over || !(error instanceof CallError && error.isUnreachable)) return;
      this.#failures += 1;
      this.#retry = setTimeout(() => void this.#take(), Math.min(30_000, 1_000 * 2 ** this.#failures));
    }
  }

  async #fetch(): Promise<TaskSession | null> {
    const elsewhere = await this.#tabs?.held();
    const holding = [...new Set([...this.#holding(), ...(elsewhere ?? [])])];
    // No content comes as an empty body: nothing is left.
    const taken = (await call(api.POST("/api/projects/{id}/take", { params: { path: { id: this.#projectId } }, body: { holding } }))) as
      TakeTaskResponse | undefined;
    return taken ? TaskSession.prepare(taken, this.#drafts) : null;
  }

  #holding(): string[] {
    const shown = [this.#state.task?.id, this.#ready?.id].filter((id) => id !== undefined);
    return [...shown, ...this.#outbox.ids(), ...this.#leaving];
  }

  #show(task: TaskSession): void {
    if (this.#over) return;
    this.#ready = null;
    const doneToday = Math.max(this.#state.doneToday, task.taken.doneToday, this.#state.doneToday + this.#counted);
    this.#counted = 0;
    this.#failures = 0;
    task.activity.touch();
    this.#set({ phase: "working", task, projectName: task.taken.projectName, doneToday, about: task.taken.about, ...calm });
    this.#preload();
    clearInterval(this.#beat);
    this.#beat = setInterval(() => void this.#heartbeat(), Math.max(5_000, Math.min(60_000, task.taken.assignment.leaseMs / 3)));
  }

  #preload(): void {
    const next = this.#fetch();
    this.#next = next;
    next.then(
      (task) => {
        if (this.#next === next) this.#ready = task;
      },
      () => (this.#next === next ? (this.#next = null) : null),
    );
  }

  async #heartbeat(): Promise<void> {
    const { task } = this.#state;
    if (!task) return;
    for (const id of [task.id, this.#ready?.id].filter((known) => known !== undefined)) {
      try {
        const { state, expiresAt } = await call(api.POST("/api/assignments/{id}/heartbeat", { params: { path: { id } } }));
        if (this.#state.task?.id !== id) continue;
        task.taken.assignment.expiresAt = expiresAt;
        this.#set({ leaseEnds: null, gone: state === "expired" || state === "released" ? state : null });
      } catch (error) {
        if (this.#state.task?.id !== id || !(error instanceof CallError)) continue;
        const left = task.taken.assignment.expiresAt - Date.now();
        if (error.status === 409 || error.status === 404) this.#set({ gone: "released" });
        else if (left < 0) this.#set({ gone: "expired", leaseEnds: null });
        else this.#set({ leaseEnds: left < task.taken.assignment.leaseMs / 2 ? task.taken.assignment.expiresAt : null });
      }
    }
  }

  #set(next: Partial<QueueState>): void {
    this.#state = { ...this.#state, ...next };
    for (const reader of this.#readers) reader();
  }
}
