import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AnswerDocument } from "@/api/types";
import { Outbox, type Sending } from "@/editor/outbox";
import { HandClock, memoryShelf, settle } from "@/editor/testing";
import { send, type Outgoing } from "./outbox";
import { draftShelf } from "./shelf";
import { FakeApi } from "./testing";
import type { TaskSession } from "./TaskSession";
import { WorkQueue } from "./WorkQueue";

const server = vi.hoisted(() => ({ now: null as FakeApi | null }));

vi.mock(import("@/api/client"), async (original) => {
  const answer = (method: string) => (path: string, options: never) => server.now?.call(method, path, options);
  return {
    ...(await original()),
    api: { GET: answer("GET"), POST: answer("POST"), DELETE: answer("DELETE"), use: () => undefined } as never,
  };
});

let member = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  server.now = null;
  member += 1;
});
afterEach(() => {
  vi.useRealTimers();
});

/** One tab of somebody's browser. */
function tab(api: FakeApi, answers = memoryShelf<Sending<Outgoing>>()) {
  server.now = api;
  const clock = new HandClock();
  const drafts = draftShelf(`m${member}`);
  const outbox = new Outbox<Outgoing>({
    shelf: answers,
    clock,
    send: (sending) => send(sending, drafts),
    accepted: () => undefined,
  });
  const queue = new WorkQueue("p", `m${member}`, outbox);
  return { queue, outbox, clock, answers, drafts };
}

/** Time goes by, and whatever doesn't wait for a clock goes on: tabs hear each other, editors are loaded. */
async function passes(ms = 200): Promise<void> {
  for (const step of [0, 100, Math.max(0, ms - 100)]) {
    await vi.advanceTimersByTimeAsync(step);
    await vi.dynamicImportSettled();
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await settle();
  }
}

async function started(api: FakeApi, id: string | null = null, answers = memoryShelf<Sending<Outgoing>>()) {
  const opened = tab(api, answers);
  void opened.queue.start(id);
  await passes();
  return opened;
}

function choose(task: TaskSession | null, option: string): void {
  task?.editor.send({ type: "focus", question: "topic" });
  task?.editor.send({ type: "choose", question: "topic", value: option });
}

const shown = ({ queue }: { queue: WorkQueue }) => queue.state.task;
const answerOf = (task: TaskSession | null) => task?.editor.get("answers/topic");

it("keeps a refused answer whatever keeps it from being opened again, and says what that is", async () => {
  const api = new FakeApi(2);
  const one = await started(api);
  choose(shown(one), "a");
  api.refuses.set("submit", { status: 400, title: "The answer has faults." });
  one.queue.submit(shown(one) as TaskSession);
  await passes();
  expect(one.outbox.state.refused).toMatchObject([{ id: "a1", title: "The answer has faults." }]);

  for (const [fault, title] of [
    [{ status: 0 }, "The server can’t be reached"],
    [{ status: 401, title: "Sign in." }, "Sign in."],
    [{ status: 404, title: "Not here." }, "Not here."],
  ] as const) {
    api.refuses.set("", fault);
    await one.queue.takeBack("a1");
    expect(one.queue.state.lookFailed?.title).toBe(title);
    expect(one.outbox.state.refused).toHaveLength(1);
    expect(await one.answers.all()).toHaveLength(1);
  }
  api.refuses.clear();
  // Opened by another way meanwhile: there is one of it all the same.
  await one.queue.open("a1");
  await passes();
  await one.queue.takeBack("a1");
  await passes();
  expect(shown(one)?.id).toBe("a1");
  expect(answerOf(shown(one))).toBe("a");
  expect(one.outbox.state.refused).toEqual([]);
  one.queue.submit(shown(one) as TaskSession);
  await passes();
  expect(shown(one)?.id).toBe("a2");
  expect(one.outbox.state).toMatchObject({ waiting: 0, refused: [] });
  one.queue.stop();
});

it("shows what was sent for a task that was cancelled, to look at, and keeps it", async () => {
  const api = new FakeApi(2);
  const one = await started(api);
  choose(shown(one), "a");
  api.assignment("a1").state = "cancelled";
  one.queue.submit(shown(one) as TaskSession);
  await passes();
  expect(one.outbox.state.refused).toMatchObject([{ id: "a1", title: "This task was cancelled meanwhile." }]);
  const inHand = shown(one)?.id;

  await one.queue.takeBack("a1");
  await passes();
  const task = shown(one);
  expect(task).toMatchObject({ id: "a1", isReadOnly: true });
  expect(one.queue.state.gone).toBe("released");
  expect(answerOf(task)).toBe("a");
  choose(task, "b");
  expect(answerOf(task)).toBe("a");
  expect(one.outbox.state.refused).toHaveLength(1);
  one.queue.drop(task as TaskSession);
  await passes();
  expect(shown(one)?.id).toBe(inHand);
  expect(await one.answers.all()).toHaveLength(1);

  // A manager brings the task back: what was sent can be sent again.
  api.assignment("a1").state = "expired";
  await one.queue.takeBack("a1");
  await passes();
  expect(shown(one)).toMatchObject({ id: "a1", isReadOnly: false });
  one.queue.submit(shown(one) as TaskSession);
  await passes();
  expect(api.assignment("a1").answer?.answers).toEqual({ topic: "a" });
  expect(await one.answers.all()).toEqual([]);
  one.queue.stop();
});

it("tells a second answer that differs, keeps it, and opens it as a correction", async () => {
  const api = new FakeApi(3);
  const [one, two] = [await started(api), await started(api, "a1")];
  choose(shown(one), "a");
  one.queue.submit(shown(one) as TaskSession);
  await passes();
  expect(api.assignment("a1").answer?.answers).toEqual({ topic: "a" });

  // The other tab knows nothing yet; its draft didn't get through either.
  choose(shown(two), "b");
  two.queue.submit(shown(two) as TaskSession);
  await passes();
  expect(two.outbox.state.refused).toMatchObject([{ id: "a1", title: "You answered this one differently in another tab" }]);
  await two.queue.takeBack("a1");
  await passes(3_000);
  expect(shown(two)).toMatchObject({ id: "a1", isCorrection: true, isEdited: true });
  expect(answerOf(shown(two))).toBe("b");
  expect(two.outbox.state.refused).toEqual([]);
  two.queue.submit(shown(two) as TaskSession);
  await passes();
  expect(api.assignment("a1")).toMatchObject({ revision: 2, answer: { answers: { topic: "b" } } });
  one.queue.stop();
  two.queue.stop();
});

it("takes a second answer for sent only if it says the same", async () => {
  const api = new FakeApi(3);
  const [one, two] = [await started(api), await started(api, "a1")];
  for (const each of [one, two]) {
    choose(shown(each), "a");
    each.queue.submit(shown(each) as TaskSession);
    await passes();
  }
  expect(two.outbox.state).toMatchObject({ waiting: 0, refused: [] });
  expect(api.assignment("a1").revision).toBe(1);

  // With a correction begun on top of the answer, nobody can tell.
  const three = await started(api, "a1");
  choose(shown(three), "b");
  await passes(3_000);
  const sent: Sending<Outgoing> = { id: "a1", key: "key-of-three", content: { projectId: "p", number: 1, body: bodyOf("b") } };
  expect(await send(sent, three.drafts)).toMatchObject({ kind: "refused" });
  for (const each of [one, two, three]) each.queue.stop();
});

it("hears from the heartbeat that another tab answered: shows it where nothing was done, else lets one choose", async () => {
  const api = new FakeApi(3);
  const [idle, busy] = [await started(api, "a1"), await started(api, "a1")];
  api.refuses.set("drafts", { status: 0 });
  choose(shown(busy), "b");
  api.answer("a1", { topic: "a" });
  await passes(61_000);
  expect(shown(idle)).toMatchObject({ isCorrection: true, isEdited: false });
  expect(answerOf(shown(idle))).toBe("a");
  expect(shown(busy)?.autosave.state).toEqual({ kind: "conflict", answered: true });
  expect(answerOf(shown(busy))).toBe("b");
  await busy.queue.choose(shown(busy) as TaskSession, "theirs");
  expect(answerOf(shown(busy))).toBe("a");

  // What is only being written is something, too.
  const writing = await started(api, "a2");
  shown(writing)?.editor.send({ type: "write", question: "note", value: "Look at" });
  api.answer("a2", { topic: "c" });
  await passes(61_000);
  expect(shown(writing)?.autosave.state).toEqual({ kind: "conflict", answered: true });
  expect(shown(writing)?.editor.get("answers/note")).toBe("Look at");
  writing.queue.stop();
  idle.queue.stop();
  busy.queue.stop();
});

it("skips without the network: the next task comes at once, the skip is sent once, and what was begun is there again", async () => {
  const api = new FakeApi(2);
  const one = await started(api);
  const next = api.assignment("a2").id;
  api.away = true;
  choose(shown(one), "a");
  one.queue.skip(shown(one) as TaskSession, "unclear", "");
  await passes();
  expect(shown(one)?.id).toBe(next);
  expect(one.outbox.state).toMatchObject({ waiting: 1, trouble: "unreachable", refused: [] });
  expect(api.assignment("a1").state).toBe("leased");

  // The tab is closed meanwhile.
  one.queue.stop();
  api.away = false;
  const two = tab(api, one.answers);
  await two.outbox.load();
  await passes();
  expect(two.outbox.state.waiting).toBe(0);
  expect(api.assignment("a1")).toMatchObject({ state: "skipped", reason: "unclear", saved: 1 });
  expect(api.log.filter((call) => call === "POST skip")).toHaveLength(1);
  void two.queue.start("a1");
  await passes();
  expect(shown(two)?.id).toBe("a1");
  expect(answerOf(shown(two))).toBe("a");
  two.queue.stop();
});

it("doesn't show a task again whose answer a closed tab left to be sent, however long the browser takes to read it", async () => {
  const api = new FakeApi(2);
  const one = await started(api);
  api.away = true;
  choose(shown(one), "a");
  one.queue.submit(shown(one) as TaskSession);
  await passes();
  one.queue.stop();

  // The server is back, and lets nobody submit just now; the disk is slow.
  api.away = false;
  api.refuses.set("submit", { status: 503, title: "Busy." });
  const slow = { ...one.answers, all: () => new Promise<void>((resolve) => setTimeout(resolve, 1_000)).then(() => one.answers.all()) };
  const two = tab(api, slow);
  void two.outbox.load();
  void two.queue.start(null);
  await passes(2_000);
  expect(shown(two)?.id).toBe("a2");
  two.queue.stop();
});

it("keeps what was begun in a skipped task where the server doesn't take it", async () => {
  const api = new FakeApi(2);
  const one = await started(api);
  api.refuses.set("drafts", { status: 400, title: "No." });
  choose(shown(one), "a");
  one.queue.skip(shown(one) as TaskSession, "broken", "");
  await passes();
  expect(api.assignment("a1").state).toBe("skipped");
  expect((await one.drafts.read("a1"))?.pending).toHaveLength(1);
  await one.queue.open("a1");
  await passes();
  expect(answerOf(shown(one))).toBe("a");
  one.queue.stop();
});

it("keeps a task that was taken back here as long as the server doesn't have all of it", async () => {
  const api = new FakeApi(2);
  const one = await started(api);
  api.refuses.set("drafts", { status: 0 });
  choose(shown(one), "a");
  api.assignment("a1").state = "cancelled";
  await passes(61_000);
  expect(one.queue.state.gone).toBe("released");
  one.queue.drop(shown(one) as TaskSession);
  await passes();
  expect((await one.drafts.read("a1"))?.pending).toHaveLength(1);
  one.queue.stop();
});

it("takes steps back that were made before a reload", async () => {
  const api = new FakeApi(2);
  const one = await started(api);
  choose(shown(one), "a");
  choose(shown(one), "b");
  await passes(3_000);
  one.queue.stop();
  const two = await started(api, "a1");
  expect(answerOf(shown(two))).toBe("b");
  shown(two)?.editor.send({ type: "undo" });
  expect(answerOf(shown(two))).toBe("a");
  shown(two)?.editor.send({ type: "undo" });
  expect(answerOf(shown(two))).toBeNull();
  shown(two)?.editor.send({ type: "redo" });
  await passes(3_000);
  two.queue.stop();
  const three = await started(api, "a1");
  shown(three)?.editor.send({ type: "redo" });
  expect(answerOf(shown(three))).toBe("b");
  three.queue.stop();
});

function bodyOf(topic: string) {
  const document: AnswerDocument = { version: 1, objects: [], tracks: [], relations: [], answers: { topic } };
  return { document, ontologyVersion: 1, revises: null };
}

it("puts a task off with what was done in it: others come first, then it again", async () => {
  const { queue } = await started(new FakeApi(3));
  const [first] = [queue.state.task];
  first?.editor.send({ type: "choose", question: "topic", value: "b" });
  await queue.look("forward");
  await passes();
  expect([queue.state.task?.id, queue.state.putOff]).toEqual(["a2", 1]);
  await queue.putOff();
  await passes();
  expect([queue.state.task?.id, queue.state.putOff]).toEqual(["a3", 2]);
  queue.takeUp();
  expect([queue.state.task, queue.state.putOff]).toEqual([first, 1]);
  expect(first?.editor.get("answers/topic")).toBe("b");
  // Back to what was in hand, and at the end to the other one.
  queue.submit(first!);
  await passes(1_000);
  expect([queue.state.task?.id, queue.state.putOff]).toEqual(["a3", 1]);
  queue.submit(queue.state.task!);
  await passes(1_000);
  expect([queue.state.task?.id, queue.state.putOff]).toEqual(["a2", 0]);
});

it("puts no more off than one person can hold, and says why", async () => {
  const { queue } = await started(new FakeApi(9));
  for (let n = 0; n < 6; n += 1) {
    await queue.putOff();
    await passes();
  }
  expect([queue.state.task?.id, queue.state.putOff, queue.state.lookFailed?.title]).toEqual(["a6", 5, "You have put off enough for now"]);
});
