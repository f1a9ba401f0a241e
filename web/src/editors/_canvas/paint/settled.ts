import { grown, type Bounds, type Size } from "../plane";
import type { Mark, Scene } from "../scene/scene";
import { Buffer, type Looked } from "./buffer";
import { hasRoom, overhang, paintLabel, paintTogether, type Look } from "./strokes";

export interface Looks {
  /** Null where a mark isn't shown now: hidden, or in the hand. */
  of(mark: Mark): Look | null;
  /** What stands beside it, nothing if empty; null where names aren't shown. */
  readonly label: ((mark: Mark) => string) | null;
}

interface Job {
  readonly groups: readonly { readonly look: Look; readonly marks: readonly Mark[] }[];
  readonly labels: readonly { readonly mark: Mark; readonly look: Look }[];
  readonly nameOf: ((mark: Mark) => string) | null;
  group: number;
  at: number;
  label: number;
}

const margin = 160;
/** How long one frame may paint; what is left goes on in the next. */
const budgetMs = 4;
const chunk = 250;
const mostRegions = 48;
/** More names than this at once are clutter, and nobody reads them: then none is shown until one looks closer. */
const mostLabels = 150;

/**
 * The marks that are at rest. They are painted into one of two canvases while the other one is shown, moved and stretched to
 * the view of the moment: a frame never waits for ten thousand lines. A change repaints only where it was and is.
 */
export class SettledLayer {
  readonly #scene: Scene;
  readonly #looks: () => Looks;
  readonly #now: () => number;
  #front: Buffer;
  #back: Buffer;
  #job: Job | null = null;
  #regions: Bounds[] = [];
  #stale = true;
  /** Whether what is shown has names in it. */
  #named = false;
  #view: Looked = { x: 0, y: 0, scale: 1 };
  #room: Size = { width: 0, height: 0 };
  #density = 1;

  constructor(
    front: HTMLCanvasElement,
    back: HTMLCanvasElement,
    scene: Scene,
    looks: () => Looks,
    now: () => number = () => performance.now(),
  ) {
    this.#front = new Buffer(front, margin);
    this.#back = new Buffer(back, margin);
    this.#scene = scene;
    this.#looks = looks;
    this.#now = now;
    this.#order();
  }

  /** Everything has to be painted anew: another theme, another selection of thousands. */
  touchAll(): void {
    this.#stale = true;
  }

  /** What lies here has changed. */
  touch(marks: readonly Mark[], labelled: boolean): void {
    if (this.#stale) return;
    const pixel = 1 / this.#front.view.scale;
    if (this.#regions.length + marks.length > mostRegions) {
      this.touchAll();
      return;
    }
    for (const { bounds } of marks) {
      const { x0, y0, x1, y1 } = grown(bounds, overhang.line * pixel);
      this.#regions.push(
        labelled && this.#named
          ? { x0, y0: y0 - overhang.labelAbove * pixel, x1: x1 + overhang.labelAside * pixel, y1 }
          : { x0, y0, x1, y1 },
      );
    }
  }

  look(view: Looked, room: Size, density: number): void {
    if (room.width !== this.#room.width || room.height !== this.#room.height || density !== this.#density) this.#stale = true;
    [this.#view, this.#room, this.#density] = [view, room, density];
  }

  /** Paints for a moment. Says whether there is more to do. */
  frame(): boolean {
    const until = this.#now() + budgetMs;
    if (this.#stale || (this.#job && this.#regions.length > 0)) this.#begin();
    else if (!this.#job && this.#isAway()) this.#begin();
    if (this.#regions.length > 0) this.#mend();
    if (this.#job && this.#paint(this.#job, until)) {
      this.#job = null;
      [this.#front, this.#back] = [this.#back, this.#front];
      this.#order();
    }
    this.#front.show(this.#view);
    return this.#job !== null || this.#isAway();
  }

  /** Whether what is shown was painted for another size, or so far away that its edge comes into sight. */
  #isAway(): boolean {
    const { x, y, scale } = this.#front.view;
    return scale !== this.#view.scale || Math.max(Math.abs(x - this.#view.x), Math.abs(y - this.#view.y)) > margin / 2;
  }

  #begin(): void {
    this.#stale = false;
    this.#regions = [];
    this.#back.begin(this.#view, this.#room, this.#density);
    const job = this.#collect(this.#scene.within(grown(this.#back.extent(), overhang.line / this.#view.scale)), 1 / this.#view.scale);
    this.#named = job.labels.length <= mostLabels;
    this.#job = this.#named ? job : { ...job, labels: [] };
  }

  /** Paints single places of what is shown. */
  #mend(): void {
    const regions = this.#regions;
    this.#regions = [];
    for (const region of regions) {
      const part = this.#front.confine(region);
      const pixel = 1 / this.#front.view.scale;
      const { x0, y0, x1, y1 } = grown(part, overhang.line * pixel);
      const reached = { x0: x0 - overhang.labelAside * pixel, y0, x1, y1: y1 + overhang.labelAbove * pixel };
      const job = this.#collect(this.#scene.within(reached), pixel);
      this.#paint(this.#named ? job : { ...job, labels: [] }, Infinity, this.#front);
      this.#front.release();
    }
  }

  #collect(marks: readonly Mark[], pixel: number): Job {
    const looks = this.#looks();
    const groups = new Map<Look, Mark[]>();
    const labels: { mark: Mark; look: Look }[] = [];
    for (const mark of marks) {
      const look = looks.of(mark);
      if (!look) continue;
      const group = groups.get(look);
      if (group) group.push(mark);
      else groups.set(look, [mark]);
      if (looks.label && labels.length <= mostLabels && hasRoom(mark, pixel) && looks.label(mark) !== "") labels.push({ mark, look });
    }
    // Always in the same order, so that a mended place looks like the rest; what is selected lies on top.
    const rank = ({ selected, locked, thin, color }: Look) => `${selected ? 2 : locked || thin ? 0 : 1} ${color}`;
    const sorted = [...groups].map(([look, held]) => ({ look, marks: held })).sort((a, b) => (rank(a.look) < rank(b.look) ? -1 : 1));
    return { groups: sorted, labels, nameOf: looks.label, group: 0, at: 0, label: 0 };
  }

  #paint(job: Job, until: number, buffer = this.#back): boolean {
    const pixel = 1 / buffer.view.scale;
    for (; job.group < job.groups.length; job.group += 1, job.at = 0) {
      const group = job.groups[job.group];
      for (; group && job.at < group.marks.length; job.at += chunk) {
        if (this.#now() > until) return false;
        paintTogether(buffer.pen, group.marks.slice(job.at, job.at + chunk), group.look, pixel);
      }
    }
    for (; job.label < job.labels.length; job.label += 1) {
      if (this.#now() > until) return false;
      const next = job.labels[job.label];
      if (next && job.nameOf) paintLabel(buffer.pen, next.mark, job.nameOf(next.mark), next.look.color, pixel);
    }
    return true;
  }

  #order(): void {
    this.#front.canvas.style.visibility = "visible";
    this.#back.canvas.style.visibility = "hidden";
  }
}
