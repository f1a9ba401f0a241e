const answerWithinMs = 60;

interface Held {
  asks?: true;
  held?: readonly string[];
}

/** Lets the tabs of one browser tell each other which tasks they have in hand, so that no two show the same one. */
export class OtherTabs {
  readonly #channel: BroadcastChannel;
  readonly #heard = new Set<string>();

  constructor(memberId: string, mine: () => readonly string[]) {
    this.#channel = new BroadcastChannel(`groundwork-held-${memberId}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Held>) => {
      if (data.asks) this.#channel.postMessage({ held: mine() } satisfies Held);
      for (const id of data.held ?? []) this.#heard.add(id);
    };
  }

  async held(): Promise<string[]> {
    this.#heard.clear();
    this.#channel.postMessage({ asks: true } satisfies Held);
    await new Promise((resolve) => setTimeout(resolve, answerWithinMs));
    return [...this.#heard];
  }

  close(): void {
    this.#channel.close();
  }
}
