import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { every, setTold } from "@/api/told";
import { Refresher } from "./refresh";
import { SharedStream } from "./shared";
import { Stream, type News, type Source } from "./stream";
import { isShown, shownOf, topics } from "./topics";

class FakeSource implements Source {
  readyState = 0;
  isClosed = false;
  readonly address: string;
  readonly #on = new Map<string, (event: { data?: unknown; lastEventId?: string }) => void>();

  constructor(address: string) {
    this.address = address;
  }

  addEventListener(name: string, listener: (event: { data?: unknown; lastEventId?: string }) => void): void {
    this.#on.set(name, listener);
  }
  close(): void {
    this.isClosed = true;
  }
  say(name: string, changes: unknown[] = [], id = ""): void {
    this.#on.get(name)?.({ data: JSON.stringify({ changes }), lastEventId: id });
  }
  fail(readyState: number): void {
    this.readyState = readyState;
    this.#on.get("error")?.({});
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("A stream", () => {
  const begin = () => {
    const [sources, heard]: [FakeSource[], News[]] = [[], []];
    const stream = new Stream(
      "ada",
      (news) => heard.push(news),
      (address) => {
        const source = new FakeSource(address);
        sources.push(source);
        return source;
      },
    );
    const last = () => sources.at(-1) as FakeSource;
    return { stream, sources, heard, last };
  };

  it("says what changed, and that it is alive", () => {
    const { heard, last } = begin();
    expect(last().address).toBe("/api/changes?for=ada");
    last().say("everything", [], "1-2");
    last().say("changed", [{ topic: "tasks", id: "p" }], "3-4");
    last().say("here", [], "5-6");
    expect(heard).toEqual([
      { kind: "alive", alive: true },
      { kind: "everything" },
      { kind: "changed", changes: [{ topic: "tasks", id: "p" }] },
    ]);
  });

  it("leaves it to the browser to come back after a break", async () => {
    const { heard, sources, last } = begin();
    last().say("here");
    last().fail(0);
    expect(heard.at(-1)).toEqual({ kind: "alive", alive: false });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sources.length).toBe(1);
    last().say("here");
    expect(heard.at(-1)).toEqual({ kind: "alive", alive: true });
  });

  it("comes again later and later where it is refused, from where it was, and has it asked once who is signed in", async () => {
    const { heard, sources, last } = begin();
    last().say("here", [], "7-8");
    for (let n = 0; n < 3; n++) {
      const before = sources.length;
      last().fail(2);
      await vi.advanceTimersByTimeAsync(1_999 * 2 ** n);
      expect(sources.length).toBe(before);
      await vi.advanceTimersByTimeAsync(2_000 * 2 ** n);
      expect(sources.length).toBe(before + 1);
      expect(last().address).toBe("/api/changes?for=ada&after=7-8");
    }
    expect(heard.filter(({ kind }) => kind === "ended").length).toBe(1);
  });

  it("begins anew where nothing is heard for three heartbeats", async () => {
    const { heard, sources, last } = begin();
    last().say("here");
    await vi.advanceTimersByTimeAsync(44_000);
    last().say("here");
    await vi.advanceTimersByTimeAsync(44_000);
    expect(sources.length).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(heard.at(-1)).toEqual({ kind: "alive", alive: false });
    expect([sources.length, sources[0]?.isClosed]).toEqual([2, true]);
  });

  it("is over once the server says that nobody is signed in", async () => {
    const { heard, stream, sources, last } = begin();
    last().say("here");
    last().say("ended");
    expect(heard.slice(-2)).toEqual([{ kind: "alive", alive: false }, { kind: "ended" }]);
    expect([stream.isOver, last().isClosed]).toEqual([true, true]);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(sources.length).toBe(1);
  });
});

describe("The stream of a browser", () => {
  const begin = () => {
    const sources: { member: string; source: FakeSource }[] = [];
    const shared = new SharedStream((member, tell) => {
      const source = new FakeSource("");
      sources.push({ member, source });
      return new Stream(member, tell, () => source);
    });
    const tab = () => {
      const heard: News[] = [];
      return { heard, postMessage: (news: News) => void heard.push(news) };
    };
    return { shared, sources, tab };
  };

  it("is one, however many tabs, and ends with the last of them", () => {
    const { shared, sources, tab } = begin();
    const tabs = [tab(), tab(), tab()];
    for (const each of tabs) shared.hear(each, { member: "ada" });
    sources[0]?.source.say("changed", [{ topic: "jobs", id: null }]);
    expect(sources.length).toBe(1);
    for (const { heard } of tabs) expect(heard.at(-1)).toEqual({ kind: "changed", changes: [{ topic: "jobs", id: null }] });
    const late = tab();
    shared.hear(late, { member: "ada" });
    expect(late.heard).toEqual([{ kind: "alive", alive: true }]);
    for (const each of [...tabs, late]) {
      expect(sources[0]?.source.isClosed).toBe(false);
      shared.hear(each, { leave: true });
    }
    expect(sources[0]?.source.isClosed).toBe(true);
  });

  it("is never the former member's", () => {
    const { shared, sources, tab } = begin();
    const [former, next] = [tab(), tab()];
    shared.hear(former, { member: "ada" });
    sources[0]?.source.say("here");
    shared.hear(next, { member: "bob" });
    expect(sources.map(({ member }) => member)).toEqual(["ada", "bob"]);
    expect(sources[0]?.source.isClosed).toBe(true);
    expect(former.heard.at(-1)).toEqual({ kind: "ended" });
    sources[1]?.source.say("changed", [{ topic: "work", id: "p" }]);
    sources[0]?.source.say("changed", [{ topic: "tasks", id: "secret" }]);
    expect(former.heard.at(-1)).toEqual({ kind: "ended" });
    expect(next.heard.at(-1)).toEqual({ kind: "changed", changes: [{ topic: "work", id: "p" }] });
  });

  it("begins again for whoever signs in again", () => {
    const { shared, sources, tab } = begin();
    const one = tab();
    shared.hear(one, { member: "ada" });
    sources[0]?.source.say("ended");
    shared.hear(one, { member: "ada" });
    expect(sources.length).toBe(2);
  });
});

describe("A tab", () => {
  const keysOf = (topic: string, id: string | null = "p") => {
    const shown = shownOf({ topic, id });
    const all = [
      ["project", "p"],
      ["project", "p", "quality"],
      ["project", "q", "quality"],
      ["task", "t"],
      ["work"],
      ["session"],
      ["losses", "s"],
      ["project", "p", "preview", 1],
      ["reviews", "p", ""],
      ["reviews", "q", ""],
      ["audit", "events", "all"],
      ["datasets"],
    ];
    return all.filter((queryKey) => isShown({ queryKey, state: {} as never }, shown)).map((key) => key.join(" "));
  };

  it("knows which queries show what changed, and no others", () => {
    expect(keysOf("tasks")).toEqual(["project p", "task t"]);
    expect(keysOf("quality")).toEqual(["project p quality"]);
    expect(keysOf("quality", null)).toEqual(["project p", "project p quality", "project q quality"]);
    expect(keysOf("reviews")).toEqual(["task t", "reviews p "]);
    expect(keysOf("access", null)).toEqual(["session"]);
    expect(keysOf("something newer")).toEqual([
      "project p",
      "project p quality",
      "project q quality",
      "task t",
      "work",
      "reviews p ",
      "reviews q ",
      "audit events all",
      "datasets",
    ]);
    for (const topic of topics) expect(shownOf({ topic, id: null }).length).toBeGreaterThan(0);
  });

  it("doesn't move whoever has gone back to older lines of the log", () => {
    const shown = shownOf({ topic: "audit", id: null });
    const at = (pages: number) =>
      isShown({ queryKey: ["audit", "events", {}], state: { data: { pages: Array(pages).fill({}) } } as never }, shown);
    expect([at(1), at(2)]).toEqual([true, false]);
  });

  const watched = (takesMs = 0) => {
    const client = new QueryClient();
    let asked = 0;
    const observer = new QueryObserver(client, {
      queryKey: ["work"],
      queryFn: async () => {
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, takesMs));
        return asked;
      },
      staleTime: Infinity,
    });
    return { client, stop: observer.subscribe(() => undefined), asked: () => asked };
  };

  it("looks once at what happens often, and the more seldom the longer that takes", async () => {
    for (const [takesMs, most] of [
      [0, 12],
      [1_000, 4],
    ] as const) {
      const { client, stop, asked } = watched(takesMs);
      await vi.advanceTimersByTimeAsync(takesMs + 1);
      const refresher = new Refresher(client, () => false);
      const before = asked();
      for (let n = 0; n < 100; n++) {
        refresher.changed([{ topic: "work", id: "p" }]);
        await vi.advanceTimersByTimeAsync(100);
      }
      expect(asked() - before).toBeGreaterThan(1);
      expect(asked() - before).toBeLessThanOrEqual(most);
      // And the last of them is not left out.
      const then = asked();
      await vi.advanceTimersByTimeAsync(6_000);
      refresher.changed([{ topic: "work", id: "p" }]);
      await vi.advanceTimersByTimeAsync(150);
      expect(asked()).toBeGreaterThan(then);
      refresher.stop();
      stop();
    }
  });

  it("that nobody sees asks for nothing, and knows that what it shows is out of date", async () => {
    const { client, stop, asked } = watched();
    await vi.advanceTimersByTimeAsync(1);
    const refresher = new Refresher(client, () => true);
    refresher.everything();
    await vi.advanceTimersByTimeAsync(500);
    expect(asked()).toBe(1);
    expect(client.getQueryState(["work"])?.isInvalidated).toBe(true);
    stop();
  });

  it("looks seldom by itself while changes are told, and as often as ever without", () => {
    expect(every(20_000)).toBe(20_000);
    setTold(true);
    expect([every(20_000), every(120_000)]).toEqual([60_000, 120_000]);
    setTold(false);
    expect(every(20_000)).toBe(20_000);
  });
});
