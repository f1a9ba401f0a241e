/** Where a text is scrolled to: the block at the upper edge, and how much of it is above. */
interface Place {
  readonly block: number;
  readonly share: number;
}

/** Texts that scroll together. Marks make lines higher, so that it is the words that are kept beside each other. */
export class ScrollTogether {
  readonly #scrollers = new Set<HTMLElement>();
  #place: Place | null = null;
  #leading: HTMLElement | null = null;

  join(scroller: HTMLElement): () => void {
    this.#scrollers.add(scroller);
    const lead = () => (this.#leading = scroller);
    const follow = () => {
      // What is scrolled from here says so again: only the one in the hand leads.
      if (this.#leading !== null && this.#leading !== scroller) return;
      this.#place = placeOf(scroller);
      for (const other of this.#scrollers) if (other !== scroller) goTo(other, this.#place);
    };
    const leads = ["wheel", "pointerdown", "keydown", "touchstart"] as const;
    for (const event of leads) scroller.addEventListener(event, lead, { passive: true });
    scroller.addEventListener("scroll", follow, { passive: true });
    const place = this.#place;
    if (place) requestAnimationFrame(() => goTo(scroller, place));
    return () => {
      this.#scrollers.delete(scroller);
      if (this.#leading === scroller) this.#leading = null;
      for (const event of leads) scroller.removeEventListener(event, lead);
      scroller.removeEventListener("scroll", follow);
    };
  }

  /** Something else than a hand moves this one: the others go along. */
  lead(scroller: HTMLElement): void {
    this.#leading = scroller;
  }
}

const blocksIn = (scroller: HTMLElement) => scroller.querySelectorAll<HTMLElement>("[data-block]");

function placeOf(scroller: HTMLElement): Place {
  const top = scroller.getBoundingClientRect().top;
  const blocks = blocksIn(scroller);
  for (const [at, element] of blocks.entries()) {
    const box = element.getBoundingClientRect();
    if (box.bottom > top) return { block: at, share: (top - box.top) / Math.max(1, box.height) };
  }
  // A text without blocks of its own: how far down, of all there is to scroll.
  return { block: -1, share: scroller.scrollTop / Math.max(1, scroller.scrollHeight - scroller.clientHeight) };
}

function goTo(scroller: HTMLElement, { block, share }: Place): void {
  if (block < 0) {
    scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight);
    return;
  }
  const box = blocksIn(scroller)[block]?.getBoundingClientRect();
  if (box) scroller.scrollTop += box.top + share * box.height - scroller.getBoundingClientRect().top;
}
