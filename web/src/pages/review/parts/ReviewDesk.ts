import type { GetReviewResponse, GetTaskResponse, GiveVerdictRequest, GiveVerdictResponse, ListedReview, Ontology } from "@/api/types";
import { CallError } from "@/api/client";
import { newId } from "@/editor/id";
import type { Outbox, Sending } from "@/editor/outbox";
import type { ReviewDraft } from "./DraftKeeper";
import { ReviewSession, type SessionPorts } from "./ReviewSession";

/** A verdict on its way. */
export interface Verdict {
  readonly projectId: string;
  readonly ordinal: number;
  readonly body: GiveVerdictRequest;
  readonly draft: ReviewDraft;
}

export interface DeskPorts extends SessionPorts {
  claim(taskId: string): Promise<unknown>;
  release(taskId: string): Promise<unknown>;
  review(taskId: string): Promise<GetReviewResponse>;
  task(taskId: string): Promise<GetTaskResponse>;
  undo(reviewId: string): Promise<unknown>;
  /** The picture of an item, fetched before it is shown. */
  warm(task: GetTaskResponse): void;
}

/** Why a task can't be judged here, in the words of the API. */
export interface Refused {
  readonly taskId: string;
  readonly code: string;
  readonly detail: string;
}

/** The last verdict, which can be taken back. */
export interface LastVerdict {
  readonly taskId: string;
  readonly key: string;
  readonly ordinal: number;
  readonly verdict: GiveVerdictRequest["verdict"];
  readonly draft: ReviewDraft;
}

export interface DeskState {
  readonly phase: "empty" | "loading" | "working" | "refused" | "failed";
  readonly session: ReviewSession | null;
  readonly wanted: string;
  readonly refused: Refused | null;
  readonly error: Error | null;
  /** Somebody else's claim took the place of ours. */
  readonly lost: string | null;
  readonly last: LastVerdict | null;
  readonly undoing: "no" | "busy" | { readonly failed: Error };
}

const renewMs = 4 * 60_000;
const takenBy = ["claimed", "own_work", "not_waiting", "not_allowed", "not_found"];

/** Leads a reviewer from one task to the next, without waiting in between. */
export class ReviewDesk {
  readonly #ports: DeskPorts;
  readonly #ontology: Ontology;
  readonly #projectId: string;
  readonly #outbox: Outbox<Verdict>;
  readonly #results: Map<string, GiveVerdictResponse>;
  readonly #readers = new Set<() => void>();
  readonly #ready = new Map<string, Promise<ReviewSession>>();
  readonly #judged = new Set<string>();
  #order: readonly ListedReview[] = [];
  #claims: Promise<unknown> = Promise.resolve();
  #over = false;
  #renewal: (() => void) | null = null;
  #state: DeskState = {
    phase: "empty",
    session: null,
    wanted: "",
    refused: null,
    error: null,
    lost: null,
    last: null,
    undoing: "no",
  };

  constructor(projectId: string, ontology: Ontology, outbox: Outbox<Verdict>, results: Map<string, GiveVerdictResponse>, ports: DeskPorts) {
    this.#projectId = projectId;
    this.#ontology = ontology;
    this.#outbox = outbox;
    this.#results = results;
    this.#ports = ports;
  }

  get state(): DeskState {
    return this.#state;
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** Whether somebody judged it here a moment ago, so that it isn't in the queue any more. */
  isJudged(taskId: string): boolean {
    return this.#judged.has(taskId);
  }

  /** The queue as the server has it now. */
  list(rows: readonly ListedReview[]): void {
    const waiting = new Set(this.#outbox.ids());
    const listed = new Set(rows.map(({ taskId }) => taskId));
    for (const id of [...this.#judged]) if (!waiting.has(id) && !listed.has(id)) this.#judged.delete(id);
    this.#order = rows;
    const { phase, wanted } = this.#state;
    if (phase === "empty" && wanted === "") void this.next();
    else if (phase === "working") this.#prepareNext();
  }

  /** What is listed before or after the open one. */
  move(by: 1 | -1): void {
    const rows = this.#order.filter(({ taskId }) => !this.#judged.has(taskId));
    const at = rows.findIndex(({ taskId }) => taskId === this.#state.wanted);
    const to = rows[at + by];
    if (to) void this.open(to.taskId);
  }

  /** The next that nobody has open. */
  async next(): Promise<void> {
    const to = this.#following();
    if (to) await this.open(to.taskId, true);
    else {
      this.#leave();
      this.#set({ phase: "empty", session: null, wanted: "", refused: null, lost: null });
    }
  }

  /** Opens a task; where somebody else has it by now, the next one if `orNext`. */
  async open(taskId: string, orNext = false): Promise<void> {
    if (this.#state.wanted === taskId && this.#state.phase === "working") return;
    this.#leave();
    this.#set({ wanted: taskId, phase: this.#state.session ? this.#state.phase : "loading", refused: null, error: null, lost: null });
    // Claims go out one after another: what was left is free before something else is taken.
    const claim = this.#claims.then(() => this.#ports.claim(taskId));
    this.#claims = claim.catch(() => undefined);
    try {
      const prepared = this.#ready.get(taskId);
      // A draft of ours comes only with a claim of ours.
      const session = await (prepared ?? claim.then(() => this.#prepare(taskId)));
      if (!this.#wants(taskId)) return;
      this.#ready.delete(taskId);
      if (prepared) this.#show(session);
      await claim;
      if (!this.#wants(taskId)) return;
      if (prepared) await this.#compare(session);
      else this.#show(session);
      if (!this.#wants(taskId)) return;
      this.#renewal = this.#ports.clock.after(renewMs, () => void this.#renew(taskId));
      this.#prepareNext();
    } catch (error) {
      this.#ready.delete(taskId);
      if (!this.#wants(taskId)) return;
      const known = error instanceof CallError && takenBy.includes(error.code);
      if (known && orNext) {
        this.#judged.add(taskId);
        await this.next();
      } else if (known)
        this.#set({ phase: "refused", session: null, refused: { taskId, code: error.code, detail: error.detail || error.message } });
      else this.#set({ phase: "failed", session: null, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  /** Opens what is wanted again, with what was done to it. */
  async again(): Promise<void> {
    const { wanted, session } = this.#state;
    await session?.keeper.flush();
    session?.keeper.stop();
    this.#ready.delete(wanted);
    this.#set({ phase: "loading", session: null, wanted: "", lost: null });
    await this.open(wanted);
  }

  /** Judges the whole as it stands, or as `body` says, and goes on. The answer of the server is not waited for. */
  judge(body?: GiveVerdictRequest): void {
    const { session } = this.#state;
    if (!session) return;
    const verdict = body ?? session.verdict();
    const draft = session.draft();
    const key = newId();
    const { taskId } = session;
    session.keeper.stop();
    this.#renewal?.();
    this.#renewal = null;
    this.#judged.add(taskId);
    void this.#outbox.add({
      id: taskId,
      key,
      content: { projectId: this.#projectId, ordinal: session.task.ordinal, body: verdict, draft },
    });
    this.#set({ last: { taskId, key, ordinal: session.task.ordinal, verdict: verdict.verdict, draft }, undoing: "no", session: null });
    void this.next();
  }

  /** Takes the last verdict back, and opens the task as it was left. */
  async undoLast(): Promise<void> {
    const { last, undoing } = this.#state;
    if (!last || undoing === "busy") return;
    this.#set({ undoing: "busy" });
    try {
      await this.#outbox.retry();
      const result = this.#results.get(last.key);
      if (!result) throw new CallError({ status: 0 });
      await this.#ports.undo(result.id);
      await this.#ports.shelf.write(last.taskId, last.draft);
      this.#judged.delete(last.taskId);
      this.#ready.delete(last.taskId);
      this.#set({ last: null, undoing: "no" });
      await this.open(last.taskId);
    } catch (error) {
      this.#set({ undoing: { failed: error instanceof Error ? error : new Error(String(error)) } });
    }
  }

  /** Nobody asks for the last one any more. */
  settle(): void {
    this.#set({ last: null, undoing: "no" });
  }

  /** Opens a task again whose verdict was refused, with what was done to it. */
  async takeBack(refused: Sending<Verdict>): Promise<void> {
    await this.#ports.shelf.write(refused.id, refused.content.draft);
    await this.#outbox.takeBack(refused.id);
    this.#judged.delete(refused.id);
    this.#ready.delete(refused.id);
    if (this.#state.last?.taskId === refused.id) this.settle();
    await this.open(refused.id);
  }

  stop(): void {
    this.#leave();
    this.#over = true;
  }

  start(): void {
    this.#over = false;
  }

  #following(): ListedReview | undefined {
    const at = this.#order.findIndex(({ taskId }) => taskId === this.#state.wanted);
    const order = [...this.#order.slice(at + 1), ...this.#order.slice(0, Math.max(0, at))];
    return order.find(({ taskId, claimedBy }) => claimedBy === null && !this.#judged.has(taskId));
  }

  #prepareNext(): void {
    const next = this.#following()?.taskId;
    for (const id of [...this.#ready.keys()]) if (id !== next) this.#ready.delete(id);
    if (next === undefined || this.#ready.has(next)) return;
    const preparing = this.#prepare(next);
    this.#ready.set(next, preparing);
    preparing.catch(() => this.#ready.delete(next));
  }

  async #prepare(taskId: string): Promise<ReviewSession> {
    const [review, task] = await Promise.all([this.#ports.review(taskId), this.#ports.task(taskId)]);
    this.#ports.warm(task);
    return ReviewSession.open(task, review, this.#ontology, this.#ports);
  }

  #show(session: ReviewSession): void {
    this.#set({ phase: "working", session, lost: null });
  }

  #wants(taskId: string): boolean {
    return this.#state.wanted === taskId && !this.#over;
  }

  /** What was fetched before it was claimed may be another proposal by now: a verdict is about what the claim saw. */
  async #compare(session: ReviewSession): Promise<void> {
    const review = await this.#ports.review(session.taskId);
    if (review.basis === session.review.basis || !this.#wants(session.taskId)) return;
    session.keeper.stop();
    if (session.isTouched) await this.#ports.shelf.write(session.taskId, session.draft());
    const next = await ReviewSession.open(session.task, review, this.#ontology, this.#ports);
    if (this.#wants(session.taskId)) this.#show(next);
  }

  async #renew(taskId: string): Promise<void> {
    if (!this.#wants(taskId)) return;
    try {
      await this.#ports.claim(taskId);
      if (!this.#wants(taskId)) return;
      this.#set({ lost: null });
      this.#state.session?.keeper.again();
    } catch (error) {
      if (error instanceof CallError && error.status === 409 && this.#wants(taskId)) this.#set({ lost: error.detail || error.message });
    }
    if (this.#wants(taskId)) this.#renewal = this.#ports.clock.after(renewMs, () => void this.#renew(taskId));
  }

  /** What nobody touched is free for others at once; what was begun stays ours until the claim runs out, with all that was done. */
  #leave(): void {
    this.#renewal?.();
    this.#renewal = null;
    const { session } = this.#state;
    if (!session) return;
    const { taskId, keeper } = session;
    this.#claims = this.#claims
      .then(() => keeper.flush())
      .then(() => {
        keeper.stop();
        return session.isTouched ? undefined : this.#ports.release(taskId);
      })
      .catch(() => undefined);
    this.#set({ session: null });
  }

  #set(next: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...next };
    for (const reader of this.#readers) reader();
  }
}
