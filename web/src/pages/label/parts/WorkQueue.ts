import { api, call, CallError } from "@/api/client";
import { queryClient, recentQuery } from "@/api/queries";
import type { AnswerDocument, AssignmentState, SkipReason, TakeTaskResponse } from "@/api/types";
import { t } from "@/app/messages";
import { newId } from "@/editor/id";
import { isSkip, type TaskOutbox } from "./outbox";
import { draftShelf } from "./shelf";
import { OtherTabs } from "./tabs";
import { TaskSession } from "./TaskSession";
import { WaitingTasks } from "./waiting";

export interface QueueState {
  readonly phase: "loading" | "working" | "empty" | "failed";
  readonly task: TaskSession | null;
  readonly projectName: string;
  readonly doneToday: number;
  readonly about: number;
  /** How many tasks wait that were put off. */
  readonly putOff: number;
  readonly error: Error | null;
  /** When the lease ends, told only while it can't be extended. */
  readonly leaseEnds: number | null;
  readonly gone: "expired" | "released" | null;
  /** Why an earlier task couldn't be opened. */
  readonly lookFailed: { readonly title: string; readonly detail: string } | null;
}

const isInHand = (task: TaskSession) => !task.isCorrection && !task.isReadOnly;
const calm = { error: null, leaseEnds: null, gone: null } as const;

/** Keeps one task in hand and the next one ready, and sends what is done in the background. */
export class WorkQueue {
  readonly #projectId: string;
  readonly #outbox: TaskOutbox;
  readonly #memberId: string;
  readonly #drafts;
  readonly #readers = new Set<() => void>();
  #state: QueueState = {
    phase: "loading",
    task: null,
    projectName: "",
    doneToday: 0,
    about: 0,
    putOff: 0,
    lookFailed: null,
    ...calm,
  };
  #next: Promise<TaskSession | null> | null = null;
  #ready: TaskSession | null = null;
  readonly #waiting = new WaitingTasks();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #counted = 0;
  #beat: ReturnType<typeof setInterval> | undefined;
  #over = false;
  #started = false;
  #tabs: OtherTabs | null = null;

  constructor(projectId: string, memberId: string, outbox: TaskOutbox) {
    this.#projectId = projectId;
    this.#outbox = outbox;
    this.#memberId = memberId;
    this.#drafts = draftShelf(memberId);
  }

  get state(): QueueState {
    return this.#state;
  }

  subscribe = (reader: () => void): (() => boolean) => {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  };

  async start(assignmentId: string | null): Promise<void> {
    this.#over = false;
    this.#tabs ??= new OtherTabs(this.#memberId, () => this.#holding());
    if (this.#started) return;
    this.#started = true;
    const reopened = assignmentId === null ? null : await this.#reopen(assignmentId).catch((error: unknown) => this.#tell(error, [409]));
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
    if (task.isCorrection && !task.isEdited) {
      this.leave();
      return;
    }
    const content = { projectId: this.#projectId, number: task.taken.number, body: task.answer() };
    void task.autosave.close(false);
    void this.#outbox.add({ id: task.id, key: newId(), content });
    if (!task.isCorrection) this.#counted += 1;
    void this.#advance();
  }

  skip(task: TaskSession, reason: SkipReason, comment: string): void {
    const { number, ontologyVersion } = task.taken;
    // What is being written is kept as well; it is sent with the skip.
    task.editor.send({ type: "settle" });
    void task.autosave.close(false);
    const content = { projectId: this.#projectId, number, ontologyVersion, skip: { reason, comment } };
    void this.#outbox.add({ id: task.id, key: newId(), content });
    void this.#advance();
  }

  /** Looks back at the answer given before the one on the screen, or forward again up to what is in hand. */
  async look(way: "back" | "forward"): Promise<void> {
    if (way === "forward" && !this.#state.task?.isCorrection) return this.putOff();
    try {
      // What is still on its way isn't among the last tasks yet.
      if (this.#outbox.ids().length > 0) await this.#outbox.retry();
      const answered = (await queryClient.query(recentQuery(this.#projectId))).filter(({ state }) => state === "submitted");
      const here = answered.findIndex(({ assignmentId }) => assignmentId === this.#state.task?.id);
      if (way === "forward" && here <= 0) {
        this.leave();
        return;
      }
      const to = answered[way === "back" ? here + 1 : here - 1];
      if (to) await this.open(to.assignmentId);
      else this.#set({ lookFailed: { title: t("recent.noEarlier"), detail: t("recent.noEarlierTodo") } });
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Opens one of the last tasks again: an answer to correct, or a skipped task. What is in hand waits. */
  async open(id: string): Promise<void> {
    const before = this.#state.task;
    if (before?.id === id) return;
    try {
      await before?.autosave.flush();
      // Skipped a moment ago: opened before the server heard of it, it would be skipped from under one's hands.
      if (this.#outbox.ids().includes(id)) await this.#outbox.retry();
      const task = this.#waiting.take(id) ?? (await this.#reopen(id));
      if (!task) {
        this.#set({ lookFailed: { title: t("recent.failed"), detail: t("recent.notOpen") } });
        return;
      }
      this.#putAside(before);
      this.#look(task);
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Goes on with the next task; this one waits. */
  async putOff(): Promise<void> {
    const { task } = this.#state;
    if (!task || !isInHand(task)) return;
    void task.autosave.flush();
    if (this.#waiting.later(task)) await this.#onwards();
    else this.#set({ lookFailed: { title: t("later.full"), detail: t("later.fullTodo", { n: this.#waiting.putOff }) } });
  }

  /** Takes up what was put off first; what is in hand comes after it. */
  takeUp(): void {
    const first = this.#waiting.firstPutOff();
    if (!first) return;
    const task = this.#state.task;
    void task?.autosave.flush();
    this.#putAside(task);
    this.#look(first);
  }

  /** Goes back to what was in hand; what was changed in a correction stays a draft. */
  leave(): void {
    void this.#state.task?.autosave.flush();
    void this.#advance();
  }

  /** Drops what was changed in a correction: the answer stays as it is. */
  async discard(task: TaskSession): Promise<void> {
    try {
      await task.autosave.flush();
      await call(api.DELETE("/api/assignments/{id}/drafts", { params: { path: { id: task.id } } }));
      await task.autosave.close(true);
      void queryClient.invalidateQueries({ queryKey: ["work"] });
      await this.#advance();
    } catch (error) {
      this.#tell(error);
    }
  }

  dismissLook = () => this.#set({ lookFailed: null });

  /** Leaves a task that is no longer this member's. What the server doesn't have of it stays in this browser: a manager may bring it back. */
  drop(task: TaskSession): void {
    void task.autosave.close(!task.autosave.isBehind);
    void this.#advance();
  }

  /** Goes on with one of two versions. */
  async choose(task: TaskSession, which: "mine" | "theirs"): Promise<void> {
    await (which === "mine" ? task.autosave.keepMine() : task.takeTheirs());
    this.#set({});
  }

  /** Would something be gone with this tab? */
  get isAtRisk(): boolean {
    const held = [this.#state.task, ...this.#waiting.all];
    return !this.#outbox.state.lasts || held.some((task) => task !== null && task.autosave.isAtRisk);
  }

  /** Brings a refused answer back onto the screen; where its task is gone, to look at. It leaves the outbox only once its draft is kept. */
  async takeBack(assignmentId: string): Promise<void> {
    const refused = this.#outbox.state.refused.find(({ id }) => id === assignmentId);
    if (!refused || isSkip(refused.content)) return;
    const { document, revises } = refused.content.body;
    try {
      const before = this.#state.task;
      await before?.autosave.flush();
      const task = await this.#reopen(assignmentId, document);
      // Opened meanwhile by another way: from now on there is one of it.
      void this.#waiting.take(assignmentId)?.autosave.close(false);
      if (before?.id === assignmentId) void before.autosave.close(false);
      else this.#putAside(before);
      if (!task.isReadOnly) {
        await this.#outbox.takeBack(assignmentId);
        if (revises === null) this.#counted -= 1;
      }
      this.#look(task);
    } catch (error) {
      this.#tell(error);
    }
  }

  stop(): void {
    this.#over = true;
    this.#tabs?.close();
    this.#tabs = null;
    clearInterval(this.#beat);
    clearTimeout(this.#retry);
    for (const task of [this.#state.task, ...this.#waiting.all]) void task?.autosave.flush();
  }

  async #reopen(id: string): Promise<TaskSession | null>;
  async #reopen(id: string, sent: AnswerDocument): Promise<TaskSession>;
  async #reopen(id: string, sent?: AnswerDocument): Promise<TaskSession | null> {
    const at = { params: { path: { id } } };
    let taken = await call(api.GET("/api/assignments/{id}", at));
    if (taken.assignment.state === "skipped") {
      await call(api.POST("/api/assignments/{id}/reopen", at));
      taken = await call(api.GET("/api/assignments/{id}", at));
    }
    const open: readonly AssignmentState[] = ["leased", "expired", "submitted"];
    if (open.includes(taken.assignment.state)) return TaskSession.prepare(taken, this.#drafts, sent);
    return sent ? TaskSession.show(taken, sent) : null;
  }

  #putAside(task: TaskSession | null): void {
    // A correction that isn't submitted is a draft, and is found again by its answer.
    if (task && isInHand(task)) this.#waiting.setAside(task);
    else void task?.autosave.close(false);
  }

  /** Says why something earlier can't be opened; with `only`, just for these answers of the server. */
  #tell(error: unknown, only?: readonly number[]): null {
    if (!(error instanceof CallError)) throw error;
    if (only && !only.includes(error.status)) return null;
    const { message, detail } = error;
    this.#set({ lookFailed: { title: message || t("error.unreachable"), detail: detail || t("error.unreachableTodo") } });
    return null;
  }

  async #advance(): Promise<void> {
    const waited = this.#waiting.lastAside();
    if (waited) {
      this.#look(waited);
      return;
    }
    await this.#onwards();
  }

  /** The next task that was not begun yet. */
  async #onwards(): Promise<void> {
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
      const more = (await this.#fetch()) ?? (this.#outbox.ids().length > 0 ? await this.#outbox.retry().then(() => this.#fetch()) : null);
      const task = more ?? this.#waiting.firstPutOff();
      if (task) this.#show(task);
      else this.#set({ phase: "empty", task: null, ...calm, doneToday: this.#state.doneToday + this.#counted });
    } catch (error) {
      this.#set({ phase: "failed", task: null, error: error instanceof Error ? error : new Error(String(error)) });
      if (this.#over || !(error instanceof CallError && error.isUnreachable)) return;
      this.#failures += 1;
      this.#retry = setTimeout(() => void this.#take(), Math.max(error.waitMs, Math.min(30_000, 1_000 * 2 ** this.#failures)));
    }
  }

  async #fetch(): Promise<TaskSession | null> {
    // What a closed tab left to be sent is in hand as well; asked for too soon, its task would come again.
    const [elsewhere] = await Promise.all([this.#tabs?.held(), this.#outbox.loaded]);
    const holding = [...new Set([...this.#holding(), ...(elsewhere ?? [])])];
    // No content comes as an empty body: nothing is left.
    const taken = (await call(api.POST("/api/projects/{id}/take", { params: { path: { id: this.#projectId } }, body: { holding } }))) as
      TakeTaskResponse | undefined;
    return taken ? TaskSession.prepare(taken, this.#drafts) : null;
  }

  #holding(): string[] {
    const shown = [this.#state.task?.id, this.#ready?.id, ...this.#waiting.all.map(({ id }) => id)].filter((id) => id !== undefined);
    return [...shown, ...this.#outbox.ids()];
  }

  #show(task: TaskSession): void {
    if (this.#over) return;
    this.#ready = null;
    this.#look(task);
    this.#preload();
  }

  /** Shows it; what comes after stays ready. */
  #look(task: TaskSession): void {
    if (this.#over) return;
    const doneToday = Math.max(this.#state.doneToday, task.taken.doneToday, this.#state.doneToday + this.#counted);
    this.#counted = 0;
    this.#failures = 0;
    task.activity.touch();
    this.#set({
      phase: "working",
      task,
      projectName: task.taken.projectName,
      doneToday,
      about: task.taken.about,
      putOff: this.#waiting.putOff,
      ...calm,
      gone: task.isReadOnly ? "released" : null,
      lookFailed: null,
    });
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
    // An answer has no lease that could end.
    const leased = [task, this.#ready, ...this.#waiting.all].filter((each) => each && isInHand(each));
    for (const id of leased.flatMap((each) => (each ? [each.id] : []))) {
      try {
        const { state, expiresAt } = await call(api.POST("/api/assignments/{id}/heartbeat", { params: { path: { id } } }));
        if (this.#state.task?.id !== id) continue;
        task.taken.assignment.expiresAt = expiresAt;
        if (state === "submitted") await task.meet();
        const gone = state === "cancelled" ? "released" : state;
        this.#set({ leaseEnds: null, gone: gone === "expired" || gone === "released" ? gone : null });
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
