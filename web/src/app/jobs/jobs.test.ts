import { describe, expect, it } from "vitest";
import { CallError } from "@/api/client";
import type { ImportRequest } from "@/api/incoming";
import { FakeServer, fileOf } from "@/api/testing";
import { Jobs, type LeftJob } from "./Jobs";

const plan = { title: "trip", datasetId: "d1", datasetName: "Photos", settings: { source: "Our own camera" } };
const photos = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ file: fileOf(900, `${n}.png`, n + 1), path: `trip/${n}.png` }));

function open(server = new FakeServer(), shelf: LeftJob[] = []) {
  const started: ImportRequest[] = [];
  const refusals: (CallError | null)[] = [];
  const jobs = new Jobs({
    clock: server.clock,
    uploads: server.ports,
    start: (request) => {
      const refusal = refusals.shift();
      if (refusal) return Promise.reject(refusal);
      started.push(request);
      return Promise.resolve({ importId: `i${started.length}` });
    },
    shelf: { read: () => shelf, write: (left) => void shelf.splice(0, shelf.length, ...left) },
  });
  return { server, jobs, started, refusals, shelf };
}

describe("Files on their way into a dataset", () => {
  it("are uploaded, and then imported under their paths with what was said about them", async () => {
    const { server, jobs, started, shelf } = open();
    const job = jobs.begin(plan, photos(12));
    expect(jobs.needsPage).toBe(true);
    expect(shelf).toMatchObject([{ id: job.id, files: 12, bytes: 10_800, folder: true }]);
    await server.until(() => job.state.phase === "started");
    expect(job.state.importId).toBe("i1");
    expect(started).toMatchObject([{ datasetId: "d1", source: "Our own camera" }]);
    expect(started[0]!.uploads!.map(({ path }) => path)).toEqual(photos(12).map(({ path }) => path));
    expect(jobs.needsPage).toBe(false);
    expect(shelf).toEqual([]);
    expect(server.kept.size).toBe(0);
  });

  it("wait while the server is away when the import is to start, and start it once", async () => {
    const { server, jobs, started, refusals } = open();
    refusals.push(new CallError({ status: 0 }), new CallError({ status: 503 }));
    const job = jobs.begin(plan, photos(1));
    await server.until(() => job.state.waiting);
    expect(jobs.needsPage).toBe(true);
    await server.until(() => job.state.phase === "started");
    expect(started).toHaveLength(1);
  });

  it("say why an import was refused, and are tried again without being sent again", async () => {
    const { server, jobs, started, refusals } = open();
    refusals.push(new CallError({ status: 404, title: "There is no such dataset.", detail: "It may have been deleted." }));
    const job = jobs.begin(plan, photos(3));
    await server.until(() => job.state.phase === "failed");
    expect(job.state.problem).toEqual({ title: "There is no such dataset.", detail: "It may have been deleted." });
    const asked = server.log.length;
    job.retry();
    await server.until(() => job.state.phase === "started");
    expect(server.log.length).toBe(asked);
    expect(started).toHaveLength(1);
  });

  it("are gone everywhere when they are cancelled", async () => {
    const { server, jobs, started, shelf } = open();
    server.during = () => new Promise((resolve) => void server.clock.after(100, resolve));
    const job = jobs.begin(plan, photos(50));
    await server.until(() => server.held.size > 5);
    void job.cancel();
    await server.until(() => server.open === 0 && server.held.size === 0);
    expect(jobs.jobs).toEqual([]);
    expect(shelf).toEqual([]);
    expect(started).toEqual([]);
  });

  it("that a closed page left are offered, and go on with the same files only", async () => {
    const first = open();
    first.server.during = () => new Promise((resolve) => void first.server.clock.after(100, resolve));
    const job = first.jobs.begin(plan, photos(50));
    await first.server.until(() => first.server.held.size >= 20);
    // The page is gone: nothing of it runs on.
    first.server.fate = () => "lost";
    await first.server.until(() => first.server.open === 0);
    job.upload.pause();
    const held = first.server.held.size;
    const left = structuredClone(first.shelf);

    const next = new FakeServer();
    for (const [id, upload] of first.server.held) next.held.set(id, upload);
    for (const [key, kept] of first.server.kept) next.kept.set(key, kept);
    await next.clock.forward(first.server.clock.now());
    const again = open(next, left);
    expect(again.jobs.left).toEqual([]);
    await next.until(() => again.jobs.left.length === 1);
    expect(again.jobs.goOn(again.jobs.left[0]!, photos(49))).toBeNull();
    const resumed = again.jobs.goOn(again.jobs.left[0]!, photos(50).reverse())!;
    expect(again.jobs.left).toEqual([]);
    await next.until(() => resumed.state.phase === "started");
    expect(next.log.filter((line) => line.startsWith("POST"))).toHaveLength(50 - held);
    expect(again.started).toMatchObject([{ datasetId: "d1", source: "Our own camera" }]);
    expect(left).toEqual([]);
  });

  it("are another page's at once when their page says goodbye, and else after a while", async () => {
    const first = open();
    first.server.during = () => new Promise((resolve) => void first.server.clock.after(100, resolve));
    const job = first.jobs.begin(plan, photos(400));
    await first.server.clock.forward(50);
    expect(job.needsPage).toBe(true);
    const seen = structuredClone(first.shelf);
    first.jobs.letGo();
    const gone = structuredClone(first.shelf);

    const later = new FakeServer();
    await later.clock.forward(first.server.clock.now() + 1);
    expect(open(later, seen).jobs.left).toEqual([]);
    await later.clock.forward(20_000);
    expect(open(later, seen).jobs.left).toHaveLength(1);
    expect(open(later, gone).jobs.left).toHaveLength(1);
  });

  it("that a closed page left can be forgotten", async () => {
    const server = new FakeServer();
    await server.clock.forward(60_000);
    const shelf: LeftJob[] = [{ id: "x", plan, mark: "m", files: 1, bytes: 10, sent: 5, folder: false, seenAt: 0 }];
    const { jobs } = open(server, shelf);
    expect(jobs.left).toHaveLength(1);
    jobs.forget(jobs.left[0]!);
    expect(jobs.left).toEqual([]);
    expect(shelf).toEqual([]);
  });
});
