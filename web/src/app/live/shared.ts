import { Stream, type News } from "./stream";

/** What a tab says to the worker: whose changes it wants, or that it goes. */
export type Wish = { readonly member: string } | { readonly leave: true };

/** What of a port is used here. */
export interface Port {
  postMessage(news: News): void;
}

/**
 * The one stream of a browser, for all its tabs. A browser has one cookie, so there is one member: who asks for another one ends
 * the stream of the one before, and tabs that still show that one are told to ask who is signed in.
 */
export class SharedStream {
  #member = "";
  #stream: Stream | null = null;
  readonly #ports = new Set<Port>();
  readonly #follow: (member: string, tell: (news: News) => void) => Stream;

  constructor(follow: (member: string, tell: (news: News) => void) => Stream = (member, tell) => new Stream(member, tell)) {
    this.#follow = follow;
  }

  hear(port: Port, wish: Wish): void {
    if ("leave" in wish) {
      this.#ports.delete(port);
      if (this.#ports.size === 0) this.#end();
      return;
    }
    if (this.#stream && this.#member !== wish.member) {
      this.#ports.delete(port);
      this.#end();
      this.#tell({ kind: "ended" });
      this.#ports.clear();
    }
    this.#ports.add(port);
    if (this.#stream) port.postMessage({ kind: "alive", alive: this.#stream.alive });
    else this.#start(wish.member);
  }

  #start(member: string): void {
    this.#member = member;
    const stream = this.#follow(member, (news) => {
      if (news.kind === "ended" && stream.isOver && this.#stream === stream) this.#stream = null;
      this.#tell(news);
    });
    this.#stream = stream;
  }

  #end(): void {
    this.#stream?.close();
    this.#stream = null;
  }

  #tell(news: News): void {
    for (const port of this.#ports) port.postMessage(news);
  }
}
