import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { FakeServer, fileOf } from "./testing";
import { Upload } from "./upload";
import { UploadBatch } from "./uploadBatch";

const mb = 1 << 20;
const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const shaOf = async (file: File) => sha(new Uint8Array(await file.arrayBuffer()));

/** Runs it to its end, and says what the server has then. */
async function finish(server: FakeServer, upload: Upload) {
  let ended = false;
  const run = upload.run().finally(() => (ended = true));
  await server.until(() => ended);
  return { state: await run, has: server.held.get(upload.id ?? "")?.bytes };
}
const slowly = (server: FakeServer) => new Promise<void>((resolve) => void server.clock.after(100, resolve));
const upload = (server: FakeServer, file: File, path = file.name) => new Upload({ file, path }, server.ports);

describe("One file", () => {
  it("that is small goes out in one request, with its name and both digests", async () => {
    const server = new FakeServer();
    const file = fileOf(1000, "Zähne & co.png");
    const { state, has } = await finish(server, upload(server, file, "trip/Zähne & co.png"));
    expect(state).toMatchObject({ phase: "done", sent: 1000, trouble: null });
    expect(server.log).toEqual(["POST 1000"]);
    expect(has && sha(has)).toBe(await shaOf(file));
    const { metadata } = server.held.get("u1")!;
    expect(metadata.get("filename")).toBe("Zähne & co.png");
    expect(metadata.get("sha256")).toBe(await shaOf(file));
  });

  it("of no bytes is a file too", async () => {
    const server = new FakeServer();
    const { state, has } = await finish(server, upload(server, new File([], "empty.txt")));
    expect(state.phase).toBe("done");
    expect(has?.length).toBe(0);
  });

  it("that is large goes out in chunks, and is compared as a whole at the end", async () => {
    const server = new FakeServer();
    const file = fileOf(20 * mb);
    const { state, has } = await finish(server, upload(server, file));
    expect(state).toMatchObject({ phase: "done", sent: 20 * mb });
    expect(server.log.slice(0, 2)).toEqual(["POST", `PATCH 0 ${8 * mb}`]);
    expect(has && sha(has)).toBe(await shaOf(file));
  });

  it("goes on where the server stands when the network is lost in the middle, however often", async () => {
    const server = new FakeServer();
    const file = fileOf(30 * mb);
    server.fate = (_, n) => (["lost", "torn", null, "unanswered", "lost", null, null] as const)[n % 7] ?? null;
    const { state, has } = await finish(server, upload(server, file));
    expect(state.phase).toBe("done");
    expect(has && sha(has)).toBe(await shaOf(file));
    expect(server.log.filter((line) => line.startsWith("HEAD")).length).toBeGreaterThan(2);
  });

  it("says that the server can't be reached, waits longer each time, and goes on by itself or when nudged", async () => {
    const server = new FakeServer();
    server.fate = () => "lost";
    const one = upload(server, fileOf(1000));
    void one.run();
    await server.until(() => server.log.length >= 5);
    expect(server.clock.now()).toBeGreaterThanOrEqual(500 + 1000 + 2000 + 4000);
    expect(one.state).toMatchObject({ phase: "sending", trouble: "unreachable" });
    server.fate = () => null;
    const before = server.clock.now();
    one.nudge();
    await server.until(() => one.state.phase === "done");
    expect(server.clock.now() - before).toBeLessThan(500);
    expect(one.state.trouble).toBeNull();
  });

  it("asks where the server stands when it is told that the offset is wrong, and when an earlier request is still being taken", async () => {
    const server = new FakeServer();
    const file = fileOf(20 * mb);
    let told = 0;
    server.fate = (request) => (request.method === "PATCH" && told < 2 ? [409, 423][told++]! : null);
    const { state, has } = await finish(server, upload(server, file));
    expect(state.phase).toBe("done");
    expect(server.log.slice(0, 5)).toEqual(["POST", `PATCH 0 ${8 * mb} 409`, "HEAD", `PATCH 0 ${8 * mb} 423`, "HEAD"]);
    expect(has && sha(has)).toBe(await shaOf(file));
  });

  it("sends bytes again that arrived damaged, and gives up with what the server said if they always do", async () => {
    const server = new FakeServer();
    const file = fileOf(10 * mb);
    let damages = 0;
    server.fate = (request) => (request.method === "PATCH" && damages++ < 2 ? "garbled" : null);
    expect((await finish(server, upload(server, file))).state.phase).toBe("done");

    const hopeless = new FakeServer();
    hopeless.fate = (request) => (request.method === "PATCH" ? "garbled" : null);
    const { state } = await finish(hopeless, upload(hopeless, file));
    expect(state).toMatchObject({ phase: "failed", problem: { title: "Refused with 460" } });
    expect(hopeless.log.filter((line) => line.startsWith("PATCH"))).toHaveLength(5);
  });

  it("is sent anew when the server doesn't hold what was sent, though it says that it has everything", async () => {
    const server = new FakeServer();
    const file = fileOf(12 * mb);
    let broken = false;
    server.during = ({ method }) => {
      const held = server.held.get("u1");
      // A power cut: the length is there, the bytes aren't.
      if (method === "PATCH" && held && held.bytes.length > 0 && !broken) {
        broken = true;
        held.bytes.fill(0);
      }
    };
    const { state, has } = await finish(server, upload(server, file));
    expect(broken).toBe(true);
    expect(state.phase).toBe("done");
    expect(server.held.has("u1")).toBe(false);
    expect(has && sha(has)).toBe(await shaOf(file));
  });

  it("starts anew when a restarted server knows nothing of it", async () => {
    const server = new FakeServer();
    const file = fileOf(20 * mb);
    let restarted = false;
    server.fate = (_, n) => {
      if (n !== 3) return null;
      restarted = true;
      server.held.clear();
      return "lost";
    };
    const { state, has } = await finish(server, upload(server, file));
    expect(restarted).toBe(true);
    expect(state.phase).toBe("done");
    expect(has && sha(has)).toBe(await shaOf(file));
  });

  it("is taken up by another page when the same file is chosen again", async () => {
    const server = new FakeServer();
    const file = fileOf(30 * mb);
    const first = upload(server, file);
    void first.run();
    // The page is gone in the middle: nothing of it runs on.
    server.fate = (_, n) => (n > 2 ? "lost" : null);
    await server.until(() => first.state.trouble === "unreachable");
    first.pause();
    const stood = server.held.get("u1")!.bytes.length;
    expect(stood).toBeGreaterThan(0);

    server.fate = () => null;
    server.log.length = 0;
    const { state, has } = await finish(server, upload(server, fileOf(30 * mb)));
    expect(state.phase).toBe("done");
    expect(server.log[0]).toBe("HEAD");
    expect(server.log[1]).toMatch(new RegExp(`^PATCH ${stood} `));
    expect(server.held.size).toBe(1);
    expect(has && sha(has)).toBe(await shaOf(file));
  });

  it("isn't mistaken for another one of the same name, size and time", async () => {
    for (const size of [5 * mb, 20 * mb]) {
      const server = new FakeServer();
      await finish(server, upload(server, fileOf(size, "data.bin", 1)));
      const other = fileOf(size, "data.bin", 2);
      const { state, has } = await finish(server, upload(server, other));
      expect(state.phase).toBe("done");
      expect(has && sha(has)).toBe(await shaOf(other));
    }
  });

  it("isn't sent twice when it is there already", async () => {
    const server = new FakeServer();
    await finish(server, upload(server, fileOf(5 * mb)));
    server.log.length = 0;
    expect((await finish(server, upload(server, fileOf(5 * mb)))).state.phase).toBe("done");
    expect(server.log).toEqual(["HEAD"]);
  });

  it("takes smaller chunks where something in between takes only those", async () => {
    const server = new FakeServer();
    server.fate = ({ body }) => ((body?.size ?? 0) > mb ? 413 : null);
    for (const size of [9 * mb, 3 * mb]) {
      const { state, has } = await finish(server, upload(server, fileOf(size, `${size}`)));
      expect(state.phase).toBe("done");
      expect(has && sha(has)).toBe(await shaOf(fileOf(size)));
    }
  });

  it("can be paused and resumed, and sends nothing meanwhile", async () => {
    const server = new FakeServer();
    const file = fileOf(20 * mb);
    const one = upload(server, file);
    const run = one.run();
    server.during = () => slowly(server);
    await server.until(() => server.log.length >= 3);
    one.pause();
    const before = server.log.length;
    await server.clock.forward(60_000);
    expect(server.log.length).toBe(before);
    expect(one.state.phase).toBe("paused");
    one.resume();
    await server.until(() => one.state.phase === "done");
    await run;
    expect(sha(server.held.get(one.id!)!.bytes)).toBe(await shaOf(file));
  });

  it("is taken back from the server when it is cancelled", async () => {
    const server = new FakeServer();
    const one = upload(server, fileOf(20 * mb));
    const run = one.run();
    server.during = () => slowly(server);
    await server.until(() => server.log.length >= 3);
    const gone = one.cancel();
    await server.until(() => server.open === 0);
    await gone;
    expect((await run).phase).toBe("cancelled");
    expect(server.held.size).toBe(0);
    expect(server.kept.size).toBe(0);
  });

  it("that can't be read any more fails by itself, and can be tried again", async () => {
    const server = new FakeServer();
    const file = fileOf(100);
    const one = new Upload({ file, path: "a" }, { ...server.ports, digest: () => Promise.reject(new Error("NotReadableError")) });
    expect(await one.run()).toMatchObject({ phase: "failed", unreadable: true });
    expect(await one.run()).toMatchObject({ phase: "failed", unreadable: true });
    expect(server.log).toEqual([]);
  });

  it("fails with what the server says when it is refused for good, and waits when the disk is full or nobody is signed in", async () => {
    const server = new FakeServer();
    server.fate = () => 403;
    expect((await finish(server, upload(server, fileOf(10)))).state).toMatchObject({
      phase: "failed",
      problem: { title: "Refused with 403" },
    });
    for (const [status, trouble] of [
      [507, "full"],
      [401, "signin"],
      [503, "unreachable"],
    ] as const) {
      const other = new FakeServer();
      other.fate = (_, n) => (n < 3 ? status : null);
      const one = upload(other, fileOf(10));
      const run = one.run();
      await other.until(() => one.state.trouble !== null);
      expect(one.state).toMatchObject({ phase: "sending", trouble });
      await other.until(() => one.state.phase === "done");
      await run;
    }
  });
});

describe("Many files", () => {
  const some = (count: number, bytes = 1000) =>
    Array.from({ length: count }, (_, n) => ({ file: fileOf(bytes, `${n}.png`, n + 1), path: `folder/deep/${n}.png` }));

  it("go four at a time, and all arrive under their paths", async () => {
    const server = new FakeServer();
    const batch = new UploadBatch(some(60), server.ports);
    await server.until(() => batch.state.phase === "done");
    await batch.settled;
    expect(server.mostOpen).toBe(4);
    expect(batch.state).toMatchObject({ files: 60, doneFiles: 60, bytes: 60_000, sent: 60_000, trouble: null });
    expect(batch.sentFiles.map(({ path }) => path)).toEqual(some(60).map(({ path }) => path));
    for (const { id, path } of batch.sentFiles) expect(path).toBe(`folder/deep/${server.held.get(id)!.metadata.get("filename")}`);
  });

  it("tell the trouble while it lasts, how fast it goes and how long it takes", async () => {
    const server = new FakeServer();
    let away = false;
    server.fate = () => (away ? "lost" : null);
    server.during = () => slowly(server);
    const batch = new UploadBatch(some(400, 4000), server.ports);
    await server.until(() => batch.state.rate !== null);
    expect(batch.state.leftMs).toBeGreaterThan(0);
    away = true;
    await server.until(() => batch.state.trouble === "unreachable");
    expect(batch.state.rate).toBeNull();
    away = false;
    batch.nudge();
    await server.until(() => batch.state.phase === "done");
    expect(batch.state).toMatchObject({ doneFiles: 400, trouble: null });
  });

  it("don't all fail because some do: those are sent again, or left out", async () => {
    const server = new FakeServer();
    let refusing = true;
    server.fate = (request) => (refusing && (request.headers["Upload-Length"] ?? "") === "77" ? 415 : null);
    const files = [...some(5), { file: fileOf(77, "odd.bin"), path: "odd.bin" }];
    const batch = new UploadBatch(files, server.ports);
    await server.until(() => batch.state.phase === "stuck");
    expect(batch.state.failed).toMatchObject([{ path: "odd.bin", problem: { title: "Refused with 415" } }]);
    expect(batch.state.doneFiles).toBe(5);
    refusing = false;
    batch.retry();
    await server.until(() => batch.state.phase === "done");
    expect(batch.sentFiles).toHaveLength(6);

    refusing = true;
    server.kept.clear();
    const other = new UploadBatch(files, server.ports);
    await server.until(() => other.state.phase === "stuck");
    other.leaveOut();
    await other.settled;
    expect(other.sentFiles).toHaveLength(5);
  });

  it("are all taken back when they are cancelled in the middle", async () => {
    const server = new FakeServer();
    const batch = new UploadBatch(some(40), server.ports);
    await server.until(() => server.held.size > 10);
    await batch.cancel();
    await batch.settled;
    await server.until(() => server.open === 0 && server.held.size === 0);
    expect(server.kept.size).toBe(0);
    const asked = server.log.length;
    await server.clock.forward(60_000);
    expect(server.log.length).toBe(asked);
  });

  it("can be paused and resumed together", async () => {
    const server = new FakeServer();
    const batch = new UploadBatch(some(40), server.ports);
    await server.until(() => server.held.size > 5);
    batch.pause();
    await server.until(() => server.open === 0);
    const asked = server.log.length;
    await server.clock.forward(60_000);
    expect(server.log.length).toBe(asked);
    batch.resume();
    await server.until(() => batch.state.phase === "done");
    expect(batch.sentFiles).toHaveLength(40);
  });
});
