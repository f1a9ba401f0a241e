import { describe, expect, it } from "vitest";
import { Activity } from "./activity";
import { Outbox, type SendOutcome, type Sending } from "./outbox";
import { HandClock, memoryShelf, settle } from "./testing";

function outboxOf(answers: SendOutcome[], shelf = memoryShelf<Sending<string>>()) {
  const clock = new HandClock();
  const sent: string[] = [];
  const accepted: string[] = [];
  const outbox = new Outbox<string>({
    shelf,
    clock,
    send: ({ id, key }) => {
      sent.push(`${id} ${key}`);
      return Promise.resolve(answers.shift() ?? { kind: "accepted" });
    },
    accepted: ({ id }) => void accepted.push(id),
  });
  return { outbox, clock, shelf, sent, accepted };
}

describe("the outbox", () => {
  it("keeps the key over retries and the order over failures", async () => {
    const { outbox, clock, shelf, sent, accepted } = outboxOf([{ kind: "unreachable" }, { kind: "signin" }]);
    await outbox.add({ id: "1", key: "k1", content: "a" });
    await outbox.add({ id: "2", key: "k2", content: "b" });
    await settle();
    expect(outbox.state).toMatchObject({ waiting: 2, trouble: "unreachable" });
    await clock.forward(10_000);
    expect(sent).toEqual(["1 k1", "1 k1", "1 k1", "2 k2"]);
    expect(accepted).toEqual(["1", "2"]);
    expect(await shelf.all()).toEqual([]);
  });

  it("holds what was submitted during two minutes without the network, asks sparingly, and sends it all by itself", async () => {
    const away: SendOutcome[] = Array.from({ length: 99 }, () => ({ kind: "unreachable" }));
    const { outbox, clock, shelf, sent, accepted } = outboxOf(away);
    for (let n = 1; n <= 4; n += 1) {
      await outbox.add({ id: String(n), key: `k${n}`, content: "" });
      await settle();
      await clock.forward(30_000);
    }
    expect(outbox.state).toMatchObject({ waiting: 4, trouble: "unreachable" });
    expect(sent.length).toBeLessThan(10);
    expect(await shelf.all()).toHaveLength(4);
    away.length = 0;
    await clock.forward(31_000);
    expect(accepted).toEqual(["1", "2", "3", "4"]);
    expect(outbox.state).toMatchObject({ waiting: 0, trouble: null });
    expect(await shelf.all()).toEqual([]);
  });

  it("comes back when a server that has too much to do says so, and not before", async () => {
    const { outbox, clock, sent, accepted, shelf } = outboxOf([{ kind: "unreachable", waitMs: 8_000 }]);
    await outbox.add({ id: "1", key: "k1", content: "a" });
    await settle();
    expect(outbox.state).toMatchObject({ waiting: 1, trouble: "busy" });
    expect(await shelf.all()).toHaveLength(1);
    await clock.forward(7_900);
    expect(sent).toEqual(["1 k1"]);
    await clock.forward(200);
    expect(sent).toEqual(["1 k1", "1 k1"]);
    expect(accepted).toEqual(["1"]);
    expect(outbox.state).toMatchObject({ waiting: 0, trouble: null });
  });

  it("keeps a refused answer until it is taken back, and goes on with the next", async () => {
    const { outbox, shelf, accepted } = outboxOf([{ kind: "refused", title: "No", detail: "Because" }]);
    await outbox.add({ id: "1", key: "k1", content: "a" });
    await outbox.add({ id: "2", key: "k2", content: "b" });
    await settle();
    expect(accepted).toEqual(["2"]);
    expect(outbox.state.refused).toMatchObject([{ id: "1", title: "No", content: "a" }]);
    expect(outbox.ids()).toEqual(["1"]);
    await outbox.takeBack("1");
    expect(outbox.state.refused).toEqual([]);
    expect(await shelf.all()).toEqual([]);
  });

  it("says whether what waits outlives the tab, as long as something waits", async () => {
    const away: SendOutcome[] = [{ kind: "unreachable" }];
    const shelf = memoryShelf<Sending<string>>();
    const { outbox, clock } = outboxOf(away, { ...shelf, write: async (id, value) => !(await shelf.write(id, value)) });
    await outbox.add({ id: "1", key: "k1", content: "a" });
    await settle();
    expect(outbox.state).toMatchObject({ lasts: false, queue: [{ id: "1" }] });
    await clock.forward(10_000);
    expect(outbox.state).toMatchObject({ lasts: true, queue: [] });
  });

  it("takes up what an earlier visit left", async () => {
    const shelf = memoryShelf<Sending<string>>();
    await shelf.write("1", { id: "1", key: "k1", content: "a" });
    const { outbox, accepted } = outboxOf([], shelf);
    await outbox.load();
    expect(accepted).toEqual(["1"]);
  });
});

it("only the time that somebody worked counts", async () => {
  const clock = new HandClock();
  const activity = new Activity(() => clock.now());
  await clock.forward(5_000);
  activity.touch();
  await clock.forward(600_000);
  activity.touch();
  expect(activity.activeMs).toBe(65_000);
  activity.pause();
  await clock.forward(30_000);
  activity.resume();
  await clock.forward(1_000);
  activity.touch();
  expect(activity.activeMs).toBe(66_000);
});
