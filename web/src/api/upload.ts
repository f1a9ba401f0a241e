import type { Clock } from "@/editor/autosave";
import { base64, hex } from "./sha256";

/** One request of the tus protocol. */
export interface TusRequest {
  readonly method: "POST" | "HEAD" | "PATCH" | "DELETE";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Blob;
}

export interface TusReply {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly problem: { readonly title: string; readonly detail: string; readonly code?: string } | null;
}

/** Everything that an upload needs of the world, handed in, so that tests can take it away. */
export interface UploadPorts {
  readonly clock: Clock;
  /** Rejects when the server isn't reached or the signal aborts. */
  send(request: TusRequest, onSent: (bytes: number) => void, signal: AbortSignal): Promise<TusReply>;
  /** The SHA-256 of these bytes; rejects when they can't be read. */
  digest(bytes: Blob): Promise<Uint8Array>;
  /** The SHA-256 in hex of what the server has of a whole upload, or null if it doesn't say. */
  received(id: string): Promise<string | null>;
  /** Which upload a file's bytes went to, remembered beyond this page. */
  readonly kept: { get(key: string): KeptUpload | null; set(key: string, kept: KeptUpload): void; remove(key: string): void };
}

export interface KeptUpload {
  readonly id: string;
  /** Of the bytes that were sent, where they were sent at once. */
  readonly sha256?: string;
}

/** Why it isn't going on just now, though it will by itself. */
export type UploadTrouble = "unreachable" | "signin" | "full" | "damaged";

export interface UploadState {
  readonly phase: "sending" | "paused" | "done" | "failed" | "cancelled";
  /** Bytes that the server has, and those on the wire. */
  readonly sent: number;
  readonly trouble: UploadTrouble | null;
  /** What the server said, or why the file can't be read. */
  readonly problem: { readonly title: string; readonly detail: string } | null;
  readonly unreadable: boolean;
}

export interface UploadSource {
  readonly file: File;
  /** Its place in what was chosen, with forward slashes. */
  readonly path: string;
}

const firstChunk = 8 << 20;
const [leastChunk, mostChunk] = [256 << 10, 32 << 20];
const [leastWaitMs, mostWaitMs] = [500, 15_000];
/** A chunk that takes so long shows progress, and loses little when the network goes. */
const goodChunkMs = 4_000;
const mostDamages = 5;

/** The same file chosen again, as far as a page can tell. */
export function fingerprint({ file, path }: UploadSource): string {
  return `${path}|${file.size}|${file.lastModified}`;
}

/**
 * One file on its way to the server by tus 1.0: in chunks with checksums, taken up again where the server stands after
 * anything that went wrong in between, also by another page than the one that began.
 */
export class Upload {
  readonly source: UploadSource;
  readonly #ports: UploadPorts;
  readonly #changed: () => void;
  readonly #key: string;
  #state: UploadState = { phase: "sending", sent: 0, trouble: null, problem: null, unreadable: false };
  #id: string | null;
  /** What was sent by an earlier page, until it is known to be of this file. */
  #earlier: string | undefined;
  #whole: Promise<Uint8Array> | null = null;
  /** The server has compared the file as a whole itself. */
  #compared = false;
  /** Where the server stands; null when that isn't known. */
  #offset: number | null = null;
  #chunk = firstChunk;
  #mostAtOnce = firstChunk;
  #failures = 0;
  #damages = 0;
  #restarts = 0;
  #abort = new AbortController();
  #wake: (() => void) | null = null;

  constructor(source: UploadSource, ports: UploadPorts, changed: () => void = () => undefined) {
    this.source = source;
    this.#ports = ports;
    this.#changed = changed;
    this.#key = fingerprint(source);
    const kept = ports.kept.get(this.#key);
    this.#id = kept?.id ?? null;
    this.#earlier = kept?.sha256;
  }

  get state(): UploadState {
    return this.#state;
  }

  get id(): string | null {
    return this.#id;
  }

  /** Resolves when it is done, failed or cancelled; a failed one can be run again. */
  async run(): Promise<UploadState> {
    if (this.#state.phase === "failed") this.#show({ phase: "sending", problem: null, unreadable: false });
    for (;;) {
      if (this.#state.phase === "paused") await new Promise<void>((resolve) => (this.#wake = resolve));
      else if (this.#state.phase === "sending") await this.#step();
      else return this.#state;
    }
  }

  pause(): void {
    if (this.#state.phase !== "sending") return;
    this.#show({ phase: "paused", trouble: null });
    this.#interrupt();
  }

  resume(): void {
    if (this.#state.phase !== "paused") return;
    this.#failures = 0;
    this.#show({ phase: "sending" });
    this.nudge();
  }

  /** Tries at once where it waits for the next try. */
  nudge(): void {
    this.#wake?.();
    this.#wake = null;
  }

  /** Stops it, and takes back what the server has of it. */
  async cancel(): Promise<void> {
    if (this.#state.phase === "cancelled") return;
    this.#show({ phase: "cancelled", trouble: null });
    this.#interrupt();
    this.nudge();
    this.#ports.kept.remove(this.#key);
    if (this.#id !== null) await this.#throwAway(this.#id);
  }

  /** Forgets where the bytes went, once they were used. */
  forget(): void {
    this.#ports.kept.remove(this.#key);
  }

  async #step(): Promise<void> {
    const { file } = this.source;
    if (this.#offset === file.size && this.#id !== null) return this.#check(this.#id);
    if (this.#earlier !== undefined) {
      const now = await this.#digest(file);
      this.#compared = now !== undefined && hex(now) === this.#earlier;
      if (now && !this.#compared) this.#restart();
      this.#earlier = undefined;
      return;
    }
    const whole = this.#id === null && file.size <= this.#mostAtOnce;
    const at = whole ? 0 : this.#offset;
    const body = at === null || (this.#id === null && !whole) ? null : file.slice(at, whole ? file.size : at + this.#chunk);
    const digest = body && (await this.#digest(body));
    if (digest === undefined || !this.#isOn()) return;

    const started = this.#ports.clock.now();
    const request = this.#request(body, digest);
    // Hashed beside the sending, for the comparison at the end.
    if (request.method === "PATCH") this.#whole ??= this.#ports.digest(file);
    this.#whole?.catch(() => null);
    this.#abort = new AbortController();
    const onSent = (bytes: number) => this.#show({ sent: Math.min(file.size, (at ?? 0) + bytes) });
    const reply = await this.#ports.send(request, onSent, this.#abort.signal).catch(() => null);
    if (this.#stopped() && !reply) return;
    if (!reply && body) this.#chunk = Math.max(leastChunk * 4, this.#chunk / 2);
    if (!reply) await this.#wait("unreachable");
    else if (reply.status >= 300 || reply.status < 200) await this.#refused(request, reply);
    else {
      if (body && body.size > 0) this.#adapt(body.size, this.#ports.clock.now() - started);
      await this.#taken(request.method, reply, whole ? digest : null);
    }
  }

  /** The last word on whether every byte arrived as it is here, after however many interruptions. */
  async #check(id: string): Promise<void> {
    if (!this.#compared) {
      const ours = await this.#digest(this.source.file, this.#whole);
      if (!ours || !this.#isOn()) return;
      const theirs = await this.#ports.received(id).catch(() => undefined);
      if (!this.#isOn()) return;
      if (theirs === undefined) return this.#wait("unreachable");
      if (theirs !== null && theirs !== hex(ours)) {
        await this.#throwAway(id);
        this.#restart("damaged");
        return;
      }
    }
    if (this.#isOn()) this.#show({ phase: "done" });
  }

  #request(body: Blob | null, digest: Uint8Array | null): TusRequest {
    const checked = digest && { "Content-Type": "application/offset+octet-stream", "Upload-Checksum": `sha256 ${base64(digest)}` };
    if (this.#id === null) {
      const metadata = [`filename ${utf8(this.source.file.name)}`, ...(digest ? [`sha256 ${utf8(hex(digest))}`] : [])].join(",");
      const headers = { ...protocol, "Upload-Length": String(this.source.file.size), "Upload-Metadata": metadata, ...checked };
      return { method: "POST", path: "/api/uploads", headers, ...(body && { body }) };
    }
    if (!body) return { method: "HEAD", path: place(this.#id), headers: protocol };
    return { method: "PATCH", path: place(this.#id), headers: { ...protocol, "Upload-Offset": String(this.#offset), ...checked }, body };
  }

  async #taken(method: TusRequest["method"], reply: TusReply, sent: Uint8Array | null): Promise<void> {
    const { size } = this.source.file;
    const length = Number(reply.header("Upload-Length") ?? size);
    const stands = Number(reply.header("Upload-Offset") ?? (method === "POST" ? 0 : NaN));
    if (method === "POST") {
      const id = idOf(reply);
      if (id === null) {
        this.#fail({ title: "The server took an upload without saying where it is.", detail: "Try again." });
        return;
      }
      if (this.#state.phase === "cancelled") return this.#throwAway(id);
      this.#compared = sent !== null && stands === size;
      this.#keep(id, this.#compared ? sent : null);
    }
    this.#failures = 0;
    if (method !== "HEAD") this.#damages = 0;
    // The same name, size and time, and yet another length: what is there is of another file.
    if (length !== size) {
      this.#restart();
      return;
    }
    this.#offset = Number.isInteger(stands) ? Math.min(stands, size) : null;
    this.#show({ sent: this.#offset ?? this.#state.sent, trouble: null, problem: null });
  }

  async #refused({ method, body }: TusRequest, reply: TusReply): Promise<void> {
    this.#offset = null;
    const { status, problem } = reply;
    const gone = status === 404 || status === 410;
    // What began all the same goes on from there.
    const begun = method === "POST" ? idOf(reply) : null;
    if (begun !== null) this.#keep(begun, null);
    // Another offset than thought, or the request before this one is still being taken: the server is asked where it stands.
    if (status === 409 || status === 423 || problem?.code === "cut_off") await this.#wait(this.#failures > 2 ? "unreachable" : null);
    else if (gone && method !== "POST") this.#restart();
    else if (status === 460 && (this.#damages += 1) < mostDamages) await this.#wait("damaged");
    else if (status === 413 && problem === null && body && this.#chunk > leastChunk) {
      // Something in between takes only so much at once.
      this.#mostAtOnce = 0;
      this.#chunk = Math.max(leastChunk, Math.min(this.#chunk, body.size) / 4);
      await this.#wait(null);
    } else if (status === 401) await this.#wait("signin");
    else if (status === 507) await this.#wait("full", problem);
    else if (status === 429 || status === 408 || status >= 500) {
      await this.#wait("unreachable", null, Number(reply.header("Retry-After") ?? 0) * 1000);
    } else this.#fail(problem);
  }

  #keep(id: string, sent: Uint8Array | null): void {
    this.#id = id;
    this.#ports.kept.set(this.#key, { id, ...(sent && { sha256: hex(sent) }) });
  }

  /** What can't be told to the server now is thrown away by it when the upload expires. */
  async #throwAway(id: string): Promise<void> {
    const request = { method: "DELETE", path: place(id), headers: protocol } as const;
    await this.#ports.send(request, () => undefined, new AbortController().signal).catch(() => null);
  }

  #restart(trouble: UploadTrouble | null = null): void {
    this.#ports.kept.remove(this.#key);
    this.#id = null;
    this.#offset = null;
    this.#whole = null;
    this.#compared = false;
    this.#restarts += 1;
    if (this.#restarts > 3) this.#fail(null);
    else this.#show({ sent: 0, trouble });
  }

  async #wait(trouble: UploadTrouble | null, problem: UploadState["problem"] = null, atLeastMs = 0): Promise<void> {
    this.#offset = null;
    if (!this.#isOn()) return;
    this.#failures += 1;
    this.#show({ trouble, problem });
    const ms = Math.min(mostWaitMs, leastWaitMs * 2 ** (this.#failures - 1));
    await new Promise<void>((resolve) => {
      const stop = this.#ports.clock.after(Math.max(ms, Math.min(atLeastMs, 60_000)), resolve);
      this.#wake = () => {
        stop();
        resolve();
      };
    });
    this.#wake = null;
  }

  #adapt(bytes: number, ms: number): void {
    const fitting = ms > 0 ? (bytes / ms) * goodChunkMs : mostChunk;
    // Twice as much at most: one quick chunk may have gone into a buffer only.
    this.#chunk = Math.round(Math.min(mostChunk, this.#chunk * 2, Math.max(leastChunk, fitting)));
  }

  /** Undefined when the bytes can't be read, which is told. */
  async #digest(body: Blob, begun: Promise<Uint8Array> | null = null): Promise<Uint8Array | undefined> {
    try {
      return await (begun ?? this.#ports.digest(body));
    } catch {
      this.#whole = null;
      if (this.#isOn()) this.#show({ phase: "failed", trouble: null, unreadable: true });
      return undefined;
    }
  }

  #fail(problem: UploadState["problem"]): void {
    this.#damages = 0;
    this.#restarts = 0;
    this.#show({ phase: "failed", trouble: null, problem });
  }

  #isOn(): boolean {
    return this.#state.phase === "sending";
  }

  /** Paused or cancelled while it was asked: how far the server got is to be asked anew. */
  #stopped(): boolean {
    if (this.#isOn()) return false;
    this.#offset = null;
    return true;
  }

  #interrupt(): void {
    this.#abort.abort();
    this.nudge();
  }

  #show(next: Partial<UploadState>): void {
    this.#state = { ...this.#state, ...next };
    this.#changed();
  }
}

const protocol = { "Tus-Resumable": "1.0.0" };
const place = (id: string) => `/api/uploads/${encodeURIComponent(id)}`;
const idOf = (reply: TusReply) => reply.header("Location")?.split("/").at(-1) ?? null;
const utf8 = (text: string) => base64(new TextEncoder().encode(text));
