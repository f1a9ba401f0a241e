import { Sha256 } from "./sha256";

/** What the page and its hashing worker say to each other. */
export interface DigestQuestion {
  readonly n: number;
  readonly bytes: Blob;
}
export interface DigestAnswer {
  readonly n: number;
  /** Null when the bytes couldn't be read. */
  readonly digest: Uint8Array | null;
}

const pieceBytes = 4 << 20;

/** The SHA-256 of bytes that needn't fit into memory. */
export async function digest(bytes: Blob): Promise<Uint8Array> {
  const hash = new Sha256();
  for (let at = 0; at < bytes.size; at += pieceBytes) hash.update(new Uint8Array(await bytes.slice(at, at + pieceBytes).arrayBuffer()));
  return hash.digest();
}

/** A worker that hashes, started with the first question. */
class DigestWorker {
  #worker: Worker | null = null;
  readonly #asked = new Map<number, (digest: Uint8Array | null) => void>();
  #count = 0;

  async ask(bytes: Blob): Promise<Uint8Array> {
    const worker = (this.#worker ??= this.#start());
    const n = (this.#count += 1);
    const found = await new Promise<Uint8Array | null>((resolve) => {
      this.#asked.set(n, resolve);
      worker.postMessage({ n, bytes } satisfies DigestQuestion);
    });
    this.#asked.delete(n);
    if (!found) throw new Error("The bytes can't be read");
    return found;
  }

  #start(): Worker {
    const worker = new Worker(new URL("./digest.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<DigestAnswer>) => this.#asked.get(data.n)?.(data.digest);
    // A worker that breaks mustn't leave an upload waiting for ever.
    worker.onerror = () => {
      this.#worker = null;
      for (const answer of this.#asked.values()) answer(null);
    };
    return worker;
  }
}

const [forChunks, forWholes] = [new DigestWorker(), new DigestWorker()];
const smallBytes = 16 << 20;

/** Hashes beside the page; chunks don't queue behind whole files. */
export function digestBeside(bytes: Blob): Promise<Uint8Array> {
  return (bytes.size <= smallBytes * 2 ? forChunks : forWholes).ask(bytes);
}
