import { lanesOf } from "../lanes";
import type { Line } from "./measure";

/** Where a relation is drawn: its line, its arrowhead and where its title stands. */
export interface Arc {
  readonly line: string;
  readonly head: string;
  readonly title: { readonly x: number; readonly y: number };
  /** It leads to another line, and so across what is written between. */
  readonly far: boolean;
}

export const arcPitch = 16;
export const mostArcs = 4;
const [aside, radius, over, lift] = [5, 7, 13, 26];

const n = (value: number) => String(Math.round(value * 10) / 10);
const sameLine = (a: Line, b: Line) => Math.abs(a.top - b.top) < 4;

/** An arc above its line, or a curve from one line to another. Levels keep arcs over one line apart. */
export function arcBetween(from: Line, to: Line, level: number): Arc {
  const [a, b] = [(from.left + from.right) / 2, (to.left + to.right) / 2];
  const side = b >= a ? 1 : -1;
  const top = Math.min(from.top, to.top);
  if (sameLine(from, to)) {
    const half = Math.abs(b - a) / 2;
    const [x1, x2] = [a + Math.min(aside, half) * side, b - Math.min(aside, half) * side];
    const r = Math.min(radius, Math.abs(x2 - x1) / 2);
    const y = top - over - level * arcPitch;
    return {
      line: `M${n(x1)} ${n(top)}V${n(y + r)}Q${n(x1)} ${n(y)} ${n(x1 + r * side)} ${n(y)}H${n(x2 - r * side)}Q${n(x2)} ${n(y)} ${n(x2)} ${n(y + r)}V${n(top - 3)}`,
      head: headAt(x2, top),
      title: { x: (x1 + x2) / 2, y },
      far: false,
    };
  }
  const [x1, x2] = [a + aside * side, b - aside * side];
  return {
    line: `M${n(x1)} ${n(from.top)}C${n(x1)} ${n(from.top - lift)} ${n(x2)} ${n(to.top - lift * 2)} ${n(x2)} ${n(to.top - 3)}`,
    head: headAt(x2, to.top),
    title: { x: x1, y: from.top - over - level * arcPitch },
    far: true,
  };
}

function headAt(x: number, y: number): string {
  return `M${n(x - 3.5)} ${n(y - 6)}L${n(x)} ${n(y)}L${n(x + 3.5)} ${n(y - 6)}Z`;
}

/** The level of each arc over a block's lines, so that titles don't cover each other. */
export function arcLevels(ends: readonly { readonly key: string; readonly a: number; readonly b: number; readonly title: string }[]) {
  const lanes = lanesOf(
    ends.map(({ key, a, b, title }) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      // A title that is wider than its arc stands out on both sides.
      const more = Math.max(0, Math.ceil((title.length + 2 - (end - start)) / 2));
      return { id: key, start: start - more, end: end + more + 1 };
    }),
  );
  return new Map([...lanes].map(([key, lane]) => [key, lane % mostArcs]));
}
