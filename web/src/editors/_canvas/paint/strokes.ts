import { kindOf } from "../kinds";
import type { Pen, Shape } from "../kind";
import type { Mark } from "../scene/scene";

/** How marks are shown. Those of one look, which is one object, are painted in one go. */
export interface Look {
  readonly color: string;
  readonly selected: boolean;
  /** Safe from the hand: thinner and broken. */
  readonly locked: boolean;
  /** A broken line, in pixels of the screen. */
  readonly dash?: readonly number[] | undefined;
  /** The colour of a line around it. */
  readonly ring?: string | undefined;
  /** A thin line with nearly nothing inside. */
  readonly thin?: boolean | undefined;
}

/** The part of a canvas's context that strokes need. */
export type Ink = Pen &
  Pick<
    CanvasRenderingContext2D,
    | "beginPath"
    | "fill"
    | "stroke"
    | "setLineDash"
    | "fillRect"
    | "fillText"
    | "measureText"
    | "strokeStyle"
    | "fillStyle"
    | "lineWidth"
    | "lineJoin"
    | "lineCap"
    | "globalAlpha"
    | "font"
    | "textBaseline"
  >;

/** Dark around, light between, colour inside: one of them is seen on any picture. */
const dark = "rgb(0 0 0 / 0.6)";
const light = "#fff";
/** Smaller than this on the screen, in its pixels, a mark is a spot; below the next it has no border around its line. */
const spot = 3;
const bare = 10;

const isSpot = ({ bounds: { x0, y0, x1, y1 }, shape }: Mark, pixel: number) =>
  shape.type !== "points" && Math.max(x1 - x0, y1 - y0) < spot * pixel;
const isBare = ({ bounds: { x0, y0, x1, y1 } }: Mark, pixel: number) => Math.max(x1 - x0, y1 - y0) < bare * pixel;

/** Boxes and ellipses all run the same way round, so that many can be filled at once; a polygon has holes, and is filled alone. */
const fillsTogether = ({ type }: Shape) => type === "box" || type === "ellipse";

/** Paints marks of one look. `pixel` is how many of the picture's pixels one of the screen's takes. */
export function paintTogether(ink: Ink, marks: readonly Mark[], look: Look, pixel: number): void {
  const spots = marks.filter((mark) => isSpot(mark, pixel));
  const drawn = spots.length === 0 ? marks : marks.filter((mark) => !isSpot(mark, pixel));
  ink.fillStyle = look.color;
  for (const { bounds } of spots) {
    const side = Math.max(1.5 * pixel, bounds.x1 - bounds.x0);
    ink.fillRect(bounds.x0, bounds.y0, side, Math.max(1.5 * pixel, bounds.y1 - bounds.y0));
  }
  if (drawn.length === 0) return;
  fill(ink, drawn, look, pixel);
  const thin = drawn.filter((mark) => !look.selected && isBare(mark, pixel));
  const full = thin.length === 0 ? drawn : drawn.filter((mark) => !isBare(mark, pixel));
  trace(ink, thin, pixel);
  outline(ink, { ...look, bare: true }, pixel);
  trace(ink, full, pixel);
  outline(ink, { ...look, bare: false }, pixel);
}

/** Paints one shape that is in the hand. */
export function paintShape(ink: Ink, shape: Shape, look: Look, pixel: number): void {
  const mark: Mark = { id: "", class: "", shape, bounds: kindOf(shape).bounds(shape), size: 0, asked: 0 };
  fill(ink, [mark], look, pixel);
  trace(ink, [mark], pixel);
  outline(ink, { ...look, bare: false }, pixel);
}

/** The lines along what was traced last. */
export function outline(
  ink: Pick<Ink, "stroke" | "strokeStyle" | "lineWidth" | "setLineDash" | "lineJoin" | "lineCap">,
  look: Look & { bare: boolean },
  pixel: number,
  path?: Path2D,
): void {
  const line = (style: string, width: number) => {
    ink.strokeStyle = style;
    ink.lineWidth = width * pixel;
    if (path) (ink as CanvasRenderingContext2D).stroke(path);
    else ink.stroke();
  };
  ink.lineJoin = "round";
  ink.lineCap = "round";
  const dash = look.dash ?? (look.locked ? lockedDash : null);
  if (look.ring !== undefined) line(look.ring, look.selected ? 10 : 8);
  if (look.selected) {
    line(dark, 6);
    line(light, 4);
  } else if (!look.bare) line(dark, look.locked || look.thin ? 2.5 : 4);
  if (dash && (!look.selected || look.dash)) ink.setLineDash(dash.map((length) => length * pixel));
  line(look.color, look.selected ? 2 : look.bare || look.locked ? 1 : look.thin ? 1.5 : 2);
  if (dash) ink.setLineDash([]);
}

const lockedDash: readonly number[] = [5, 4];
const filled = ({ selected, locked, thin }: Look) => (selected ? 0.24 : thin ? 0.03 : locked ? 0.05 : 0.12);

function trace(ink: Ink, marks: readonly Mark[], pixel: number): void {
  ink.beginPath();
  for (const { shape } of marks) kindOf(shape).draw(shape, ink, pixel);
}

function fill(ink: Ink, marks: readonly Mark[], look: Look, pixel: number): void {
  ink.fillStyle = look.color;
  ink.globalAlpha = filled(look);
  ink.beginPath();
  for (const { shape } of marks) if (fillsTogether(shape)) kindOf(shape).draw(shape, ink, pixel);
  ink.fill();
  for (const { shape } of marks) {
    if (fillsTogether(shape) || shape.type === "polyline") continue;
    ink.globalAlpha = shape.type === "points" ? 1 : filled(look);
    ink.beginPath();
    kindOf(shape).draw(shape, ink, pixel);
    ink.fill("evenodd");
  }
  ink.globalAlpha = 1;
}

const textSize = 11;

/** Whether a name beside it would have room. */
export const hasRoom = ({ bounds: { x0, y0, x1, y1 } }: Mark, pixel: number) => Math.max(x1 - x0, y1 - y0) >= 22 * pixel;

/** Writes what a mark is above its upper left. */
export function paintLabel(ink: Ink, { bounds }: Mark, label: string, color: string, pixel: number): void {
  ink.font = `560 ${textSize * pixel}px "Inter Variable", system-ui, sans-serif`;
  ink.textBaseline = "middle";
  const [height, wide] = [16 * pixel, ink.measureText(label).width + 14 * pixel];
  const top = bounds.y0 - height - 2 * pixel > 0 ? bounds.y0 - height - 2 * pixel : bounds.y0 + 2 * pixel;
  ink.fillStyle = "rgb(16 16 22 / 0.82)";
  ink.fillRect(bounds.x0, top, wide, height);
  ink.fillStyle = color;
  ink.fillRect(bounds.x0, top, 4 * pixel, height);
  ink.fillStyle = light;
  ink.fillText(label, bounds.x0 + 9 * pixel, top + height / 2);
}

/** How far beyond its extent something of a mark is painted, in pixels of the screen. */
export const overhang = { line: 8, labelAbove: 22, labelAside: 240 };
