import { digestBeside } from "@/api/digest";
import { sentDigest } from "@/api/imports";
import type { KeptUpload, TusReply, UploadPorts } from "@/api/upload";
import { browserClock } from "../clock";
import { readPreference, writePreference } from "../preference";

const silenceMs = 60_000;

/** Uploads over this browser's network; where bytes went is remembered beside the member's other settings. */
export function browserUploads(memberId: string): UploadPorts {
  const place = (key: string) => `groundwork.upload.${memberId}.${key}`;
  return {
    clock: browserClock,
    send,
    digest: digestBeside,
    received: sentDigest,
    kept: {
      get: (key) => readPreference<KeptUpload | null>(place(key), null),
      set: (key, kept) => writePreference(place(key), kept),
      remove: (key) => localStorage.removeItem(place(key)),
    },
  };
}

/** The older request of browsers: only it tells how much of a body has gone out. */
const send: UploadPorts["send"] = ({ method, path, headers, body }, onSent, signal) =>
  new Promise<TusReply>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    for (const [name, value] of Object.entries({ ...headers, "X-Groundwork": "1" })) request.setRequestHeader(name, value);
    // A connection that dies without a word is given up; one that is only slow isn't.
    let stop = browserClock.after(silenceMs, () => request.abort());
    request.upload.onprogress = ({ loaded }) => {
      stop();
      stop = browserClock.after(silenceMs, () => request.abort());
      onSent(loaded);
    };
    const abort = () => request.abort();
    signal.addEventListener("abort", abort, { once: true });
    request.onloadend = () => {
      stop();
      signal.removeEventListener("abort", abort);
      // A status of 0 is a network that failed, or was told to stop.
      if (request.status === 0) reject(new Error("The server wasn't reached"));
      else resolve({ status: request.status, header: (name) => request.getResponseHeader(name), problem: problemOf(request.responseText) });
    };
    request.send(body ?? null);
  });

function problemOf(text: string): TusReply["problem"] {
  try {
    const { title, detail, code } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (typeof title !== "string") return null;
    return { title, detail: typeof detail === "string" ? detail : "", ...(typeof code === "string" && { code }) };
  } catch {
    return null;
  }
}
