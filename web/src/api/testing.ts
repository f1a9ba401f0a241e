import { createHash } from "node:crypto";
import { HandClock } from "@/editor/testing";
import type { KeptUpload, TusReply, TusRequest, UploadPorts } from "./upload";

interface Held {
  length: number;
  bytes: Buffer;
  metadata: Map<string, string>;
}

/** What befalls one request: it never arrives, its answer never does, half of it does, its bytes change, or it is refused. */
export type Fate = "lost" | "unanswered" | "torn" | "garbled" | number | null;

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes);

/** A server of the tus protocol in memory, to which anything can happen. */
export class FakeServer {
  readonly held = new Map<string, Held>();
  readonly log: string[] = [];
  readonly kept = new Map<string, KeptUpload>();
  readonly clock = new HandClock();
  /** Decides what befalls the n-th request. */
  fate: (request: TusRequest, n: number) => Fate = () => null;
  /** Called while a body is on the wire. */
  during: (request: TusRequest) => Promise<void> | void = () => undefined;
  open = 0;
  mostOpen = 0;
  #count = 0;
  #made = 0;

  readonly ports: UploadPorts = {
    clock: this.clock,
    digest: async (bytes) => new Uint8Array(sha256(Buffer.from(await bytes.arrayBuffer())).digest()),
    received: (id) => {
      const { bytes, length } = this.held.get(id) ?? { bytes: Buffer.of(), length: -1 };
      return Promise.resolve(bytes.length === length ? sha256(bytes).digest("hex") : null);
    },
    kept: {
      get: (key) => this.kept.get(key) ?? null,
      set: (key, kept) => this.kept.set(key, kept),
      remove: (key) => this.kept.delete(key),
    },
    send: async (request, onSent, signal) => {
      this.open += 1;
      this.mostOpen = Math.max(this.mostOpen, this.open);
      try {
        return await this.#send(request, onSent, signal);
      } finally {
        this.open -= 1;
      }
    },
  };

  /** Turns the clock until it is so. */
  async until(isSo: () => boolean): Promise<void> {
    for (let round = 0; !isSo(); round += 1) {
      if (round > 3_000) throw new Error(`It never came to that:\n${this.log.slice(-30).join("\n")}`);
      await new Promise((resolve) => setImmediate(resolve));
      await this.clock.forward(50);
    }
  }

  async #send(request: TusRequest, onSent: (bytes: number) => void, signal: AbortSignal): Promise<TusReply> {
    const fate = this.fate(request, (this.#count += 1));
    this.log.push(
      `${request.method} ${request.headers["Upload-Offset"] ?? ""} ${request.body?.size ?? ""} ${fate ?? ""}`.replace(/ +/g, " ").trim(),
    );
    if (fate === "lost") throw new Error("lost");
    if (typeof fate === "number") return reply(fate);
    let body = Buffer.from((await request.body?.arrayBuffer()) ?? new ArrayBuffer(0));
    onSent(body.length / 2);
    await this.during(request);
    if (signal.aborted) throw new Error("aborted");
    if (fate === "torn") body = body.subarray(0, body.length / 2);
    if (fate === "garbled") body = Buffer.from(body).fill(1, 0, 1);
    const answer = this.#take(request, body, fate === "torn");
    if (fate === "unanswered" || fate === "torn") throw new Error("lost");
    return answer;
  }

  #take({ method, path, headers }: TusRequest, body: Buffer, torn: boolean): TusReply {
    const id = path.split("/").at(-1) ?? "";
    if (method === "POST") {
      const metadata = new Map(
        (headers["Upload-Metadata"] ?? "").split(",").map((pair) => {
          const [name = "", value = ""] = pair.split(" ");
          return [name, Buffer.from(value, "base64").toString()];
        }),
      );
      if (wrong(headers, body)) return reply(460);
      const made = `u${(this.#made += 1)}`;
      this.held.set(made, { length: Number(headers["Upload-Length"]), bytes: body, metadata });
      return reply(201, { Location: `/api/uploads/${made}`, "Upload-Offset": String(body.length) });
    }
    const held = this.held.get(id);
    if (!held) return reply(404);
    if (method === "DELETE") this.held.delete(id);
    if (method === "PATCH") {
      if (Number(headers["Upload-Offset"]) !== held.bytes.length) return reply(409);
      // What was cut off on the way is kept; what arrived whole is compared.
      if (!torn && wrong(headers, body)) return reply(460);
      held.bytes = Buffer.concat([held.bytes, body]);
    }
    const facts = { "Upload-Offset": String(held.bytes.length), "Upload-Length": String(held.length) };
    return reply(method === "HEAD" ? 200 : 204, facts);
  }
}

function wrong(headers: TusRequest["headers"], body: Buffer): boolean {
  const said = headers["Upload-Checksum"];
  return said !== undefined && said !== `sha256 ${sha256(body).digest("base64")}`;
}

function reply(status: number, headers: Record<string, string> = {}): TusReply {
  // Whoever stands in between refuses a size without a word.
  const problem = status >= 400 && status !== 413 ? { title: `Refused with ${status}`, detail: "Do something." } : null;
  return { status, header: (name) => headers[name] ?? null, problem };
}

/** A file of so many bytes; no two of its 64 kB blocks are equal, nor those of files of different seeds. */
export function fileOf(bytes: number, name = "data.bin", seed = 1): File {
  const content = Buffer.alloc(bytes, seed);
  for (let at = 0; at + 8 <= bytes; at += 1 << 16) content.writeDoubleLE(seed * 1e6 + at, at);
  return new File([content], name, { lastModified: 1_700_000_000_000 });
}
