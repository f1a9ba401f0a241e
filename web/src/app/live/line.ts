import type { Wish } from "./shared";
import { Stream, type News } from "./stream";

/** This tab's end of the line. */
export interface Line {
  /** Asks again, after it has ended. */
  again(): void;
  close(): void;
}

/** Hears what changes for a member: through the browser's one stream, or where there are no shared workers through one of this tab's own. */
export function openLine(member: string, hear: (news: News) => void): Line {
  if (!("SharedWorker" in globalThis)) return ownLine(member, hear);
  let line: Line | undefined;
  const worker = new SharedWorker(new URL("./live.worker.ts", import.meta.url), { type: "module", name: "changes" });
  const say = (wish: Wish) => worker.port.postMessage(wish);
  const come = () => say({ member });
  const leave = () => say({ leave: true });
  const stop = () => {
    globalThis.removeEventListener("pagehide", leave);
    globalThis.removeEventListener("pageshow", comeBack);
    worker.port.close();
  };
  // A page that is kept for "back" hears nothing meanwhile.
  const comeBack = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    come();
    hear({ kind: "everything" });
  };
  worker.port.onmessage = ({ data }: MessageEvent<News>) => hear(data);
  worker.onerror = () => {
    stop();
    line ??= ownLine(member, hear);
  };
  globalThis.addEventListener("pagehide", leave);
  globalThis.addEventListener("pageshow", comeBack);
  come();
  return {
    again: () => (line ? line.again() : come()),
    close: () => {
      if (line) line.close();
      else {
        leave();
        stop();
      }
    },
  };
}

/** A browser opens six connections to a server: a tab that nobody sees gives its own back. */
function ownLine(member: string, hear: (news: News) => void): Line {
  let stream: Stream | null = null;
  const follow = () => {
    stream?.close();
    stream = document.hidden ? null : new Stream(member, hear);
  };
  document.addEventListener("visibilitychange", follow);
  follow();
  return {
    again: () => {
      if (!stream || stream.isOver) follow();
    },
    close: () => {
      document.removeEventListener("visibilitychange", follow);
      stream?.close();
    },
  };
}
