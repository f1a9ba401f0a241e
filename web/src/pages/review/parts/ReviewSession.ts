import type {
  GetReviewResponse,
  GetTaskResponse,
  GiveVerdictRequest,
  JsonValue,
  LabelledObject,
  ObjectNote,
  Ontology,
  Relation,
} from "@/api/types";
import type { Clock } from "@/editor/autosave";
import { difference } from "@/editor/change";
import { Document, type Records } from "@/editor/document";
import { newId } from "@/editor/id";
import type { Shelf } from "@/editor/kept";
import { sameJson, type Json } from "@/editor/json";
import { toDocument, toRecords } from "@/editors/document";
import { openTask } from "@/editors/modalities";
import { checkTask } from "@/editors/objects/check";
import { asObject, objectKey, relationsOf } from "@/editors/objects/records";
import { answerKey, isAnswered } from "@/editors/form/questions";
import { marksOf } from "@/editors/review/marks";
import { answerOf, isCorrected, outcomesOf, type ObjectOutcome } from "@/editors/review/outcomes";
import { isDisputed, thingsOf, type Thing, type Voice } from "@/editors/review/things";
import { reviewTool } from "@/editors/review/tool";
import { SharedView } from "@/editors/sharedView";
import type { TaskEditor, TaskFault, Workbench } from "@/editors/task";
import { DraftKeeper, isDraft, takeUp, type ReviewDraft } from "./DraftKeeper";

export interface SessionPorts {
  readonly shelf: Shelf<ReviewDraft>;
  readonly clock: Clock;
  keep(taskId: string, draft: JsonValue): Promise<unknown>;
}

/** What is meant on the screen, in whatever pane: one thing, seen by several people. */
interface Meant {
  readonly picked: string;
  readonly hovered: string | null;
}

/** One task under review: what is proposed, what people said, and the document as the reviewer leaves it. */
export class ReviewSession {
  readonly taskId: string;
  readonly task: GetTaskResponse;
  readonly review: GetReviewResponse;
  readonly ontology: Ontology;
  readonly voices: readonly Voice[];
  readonly things: readonly Thing[];
  readonly bench: Workbench;
  readonly shared: SharedView;
  readonly keeper: DraftKeeper;
  /** So many of the changes that were begun don't fit the proposal as it is now. */
  readonly dropped: number;
  readonly #byId: ReadonlyMap<string, Thing>;
  readonly #proposed: Records;
  readonly #readers = new Set<() => void>();
  #meant: Meant = { picked: "", hovered: null };
  #outcomes: { records: number; found: ReadonlyMap<string, ObjectOutcome> } | null = null;

  private constructor(
    parts: Pick<ReviewSession, "task" | "review" | "ontology" | "voices" | "things" | "bench" | "shared" | "dropped">,
    proposed: Records,
    ports: SessionPorts,
  ) {
    this.taskId = parts.task.id;
    this.task = parts.task;
    this.review = parts.review;
    this.ontology = parts.ontology;
    this.voices = parts.voices;
    this.things = parts.things;
    this.bench = parts.bench;
    this.shared = parts.shared;
    this.dropped = parts.dropped;
    this.#proposed = proposed;
    this.#byId = new Map(parts.things.map((thing) => [thing.id, thing]));
    this.#meant = { picked: this.#firstOpen() ?? "", hovered: null };
    this.keeper = new DraftKeeper(this.taskId, () => this.draft(), { ...ports, put: (id, draft) => ports.keep(id, draft) });
    this.editor.onStep(() => this.keeper.touch());
    this.editor.subscribe(() => this.#followEditor());
  }

  static async open(task: GetTaskResponse, review: GetReviewResponse, ontology: Ontology, ports: SessionPorts): Promise<ReviewSession> {
    const voices = task.answers.map((answer, n): Voice => ({ ...answer, n }));
    const things = thingsOf(review, voices);
    const proposed = toRecords(review.proposal);
    const kept = (await ports.shelf.read(task.id)) ?? (isDraft(review.draft) ? review.draft : null);
    const taken = kept ? takeUp(proposed, review.basis, kept) : { change: { put: {} }, dropped: 0 };
    const document = new Document(proposed);
    document.apply(taken.change);
    const shared = new SharedView();
    const bench = await openTask({
      ontology,
      item: task.item,
      records: document.records(),
      tools: [reviewTool(ontology)],
      shared,
    });
    return new ReviewSession({ task, review, ontology, voices, things, bench, shared, dropped: taken.dropped }, proposed, ports);
  }

  get editor(): TaskEditor {
    return this.bench.editor;
  }

  get proposed(): Records {
    return this.#proposed;
  }

  get picked(): string {
    return this.#meant.picked;
  }

  get hovered(): string | null {
    return this.#meant.hovered;
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  pick(id: string): void {
    if (id === this.#meant.picked) return;
    this.#mean({ ...this.#meant, picked: id });
    // Whoever goes on to correct has it in hand.
    this.editor.send({ type: "select", ids: this.editor.get(objectKey(id)) === null ? [] : [id] });
  }

  hover(id: string | null): void {
    if (id !== this.#meant.hovered) this.#mean({ ...this.#meant, hovered: id });
  }

  outcomes(): ReadonlyMap<string, ObjectOutcome> {
    const records = this.editor.revision("objects") * 1e6 + this.editor.revision("marks");
    if (this.#outcomes?.records !== records) this.#outcomes = { records, found: outcomesOf(this.#proposed, this.editor.records()) };
    return this.#outcomes.found;
  }

  /** The things in the order of the list, with those that came in. */
  ids(): string[] {
    const added = [...this.outcomes()].flatMap(([id, outcome]) => (outcome === "added" && !this.#byId.has(id) ? [id] : []));
    return [...this.#byId.keys(), ...added];
  }

  thing(id: string): Thing | undefined {
    return this.#byId.get(id);
  }

  /** The object as it stands now; null where it is out. */
  object(id: string): LabelledObject | null {
    const held = this.editor.get(objectKey(id));
    return held === null ? null : asObject(held);
  }

  step(by: 1 | -1): void {
    const ids = this.ids();
    const at = ids.indexOf(this.picked);
    const next = ids[at < 0 ? (by > 0 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length];
    if (next !== undefined) this.pick(next);
  }

  /** Says that an object is right as it is, and goes on to the next that nobody has looked at. What is left out comes in. */
  accept(id = this.picked): void {
    const thing = this.thing(id);
    const mark = marksOf(this.editor.records()).get(id);
    if (this.object(id)) this.editor.send({ type: "accept", ids: [id] });
    else if (mark?.verdict === "rejected") this.editor.send({ type: "restore", object: mark.object, relations: mark.relations });
    else if (thing?.believed) this.restore(id);
    else if (thing) this.editor.send({ type: "takeIn", object: thing.object });
    else return;
    this.#goOn(id);
  }

  reject(id: string, reason: string, comment: string): void {
    this.editor.send({ type: "reject", ids: [id], reason, comment });
    this.#goOn(id);
  }

  /** An object as the proposal has it, with its relations. */
  restore(id: string): void {
    const proposed = this.#proposed[objectKey(id)];
    if (proposed === undefined) return;
    const relations = relationsOf(this.#proposed).filter(({ from, to }) => from === id || to === id);
    this.editor.send({ type: "restore", object: asObject(proposed), relations });
  }

  /** Takes one person's version of a thing: where it is and what it is, as they have it. */
  takeFrom(id: string, object: LabelledObject): void {
    const free = this.object(id) !== null || this.thing(id) !== undefined;
    const relations: Relation[] = [];
    this.editor.send({ type: "restore", object: { ...object, id: free ? id : newId() }, relations });
  }

  takeAnswer(question: string, value: Json): void {
    this.editor.send({ type: "takeAnswer", question, value });
  }

  answer(question: string): Json {
    return this.editor.get(answerKey(question));
  }

  /** The first question that has no answer, or that people answered differently. */
  openQuestion(): string {
    const { questions } = this.ontology;
    const votes = (name: string) => this.voices.filter(({ counted }) => counted).map(({ document }) => answerOf(document, name));
    const open =
      questions.find(({ name }) => !isAnswered(this.answer(name))) ??
      questions.find(({ name }) => votes(name).some((vote, _, all) => !sameJson(vote, all[0] ?? null)));
    return (open ?? questions[0])?.name ?? "";
  }

  get isCorrected(): boolean {
    return isCorrected(this.#proposed, this.editor.records());
  }

  /** Whether anything was done, be it a verdict on one object. */
  get isTouched(): boolean {
    return Object.keys(this.draft().put).length > 0;
  }

  /** What would keep the document from being taken. */
  check(): TaskFault[] {
    this.editor.send({ type: "settle" });
    return this.checkQuietly();
  }

  checkQuietly(): TaskFault[] {
    return checkTask(this.ontology, this.editor.records());
  }

  draft(): ReviewDraft {
    return { version: 1, basis: this.review.basis, put: difference(this.#proposed, this.editor.records()).put };
  }

  /** The verdict on the whole, as it stands now. */
  verdict(): GiveVerdictRequest {
    this.editor.send({ type: "settle" });
    const records = this.editor.records();
    const basis = this.review.basis;
    const notes = [...marksOf(records)].flatMap(([object, mark]): ObjectNote[] =>
      mark.verdict === "rejected"
        ? [{ object, ...(mark.reason && { reason: mark.reason }), ...(mark.comment && { comment: mark.comment }) }]
        : [],
    );
    if (!this.isCorrected) return { basis, verdict: "accept" };
    return { basis, verdict: "correct", document: toDocument(this.ontology, records), ...(notes.length > 0 && { notes }) };
  }

  /** The first that is disputed and that nothing was said about; then, that nobody said anything about. */
  #firstOpen(after = -1): string | undefined {
    const outcomes = outcomesOf(this.#proposed, this.editor.records());
    const order = [...this.things.slice(after + 1), ...this.things.slice(0, after + 1)];
    const open = order.filter(({ id }) => outcomes.get(id) === "open");
    return (open.find(isDisputed) ?? open[0] ?? (after < 0 ? this.things[0] : undefined))?.id;
  }

  #goOn(id: string): void {
    const next = this.#firstOpen(this.things.findIndex((each) => each.id === id));
    if (next !== undefined) this.pick(next);
    else this.#tell();
  }

  #followEditor(): void {
    const { selected, hovered } = this.editor.passing;
    const [only, more] = [...selected];
    if (only !== undefined && more === undefined && only !== this.#meant.picked) this.#meant = { ...this.#meant, picked: only };
    if (hovered !== this.#meant.hovered && hovered !== null) this.#meant = { ...this.#meant, hovered };
    this.#tell();
  }

  #mean(meant: Meant): void {
    this.#meant = meant;
    this.#tell();
  }

  #tell(): void {
    for (const reader of this.#readers) reader();
  }
}
