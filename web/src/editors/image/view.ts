/** Where a picture lies in its surface: its top left corner, and how many surface pixels one of its pixels takes. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A part of the picture. */
export interface Extent {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

const margin = 24;
const mostScale = 32;

/** The whole picture, in the middle. It isn't blown up, except one so small that it would be a speck. */
export function fit(image: Size, box: Size): View {
  const longest = Math.max(image.width, image.height);
  const room = Math.min((box.width - 2 * margin) / image.width, (box.height - 2 * margin) / image.height);
  const most = Math.max(1, Math.min(8, Math.floor(480 / longest)));
  return centred(image, box, Math.max(0.001, Math.min(room, most)));
}

/** One pixel of the picture on one of the screen's, about the middle of what is shown. */
export function actual(view: View, image: Size, box: Size, density: number): View {
  return zoomAt(view, { x: box.width / 2, y: box.height / 2 }, 1 / density / view.scale, image, box);
}

/** Larger or smaller by a factor, with what lies under the point staying there. */
export function zoomAt(view: View, at: Point, factor: number, image: Size, box: Size): View {
  const least = Math.min(fit(image, box).scale, 1) / 4;
  const scale = Math.min(mostScale, Math.max(least, view.scale * factor));
  const grown = scale / view.scale;
  return held({ scale, x: at.x - (at.x - view.x) * grown, y: at.y - (at.y - view.y) * grown }, image, box);
}

export function pan(view: View, by: Point, image: Size, box: Size): View {
  return held({ ...view, x: view.x + by.x, y: view.y + by.y }, image, box);
}

/** After the surface has another size: what was in the middle still is. */
export function resized(view: View, before: Size, image: Size, box: Size): View {
  return pan(view, { x: (box.width - before.width) / 2, y: (box.height - before.height) / 2 }, image, box);
}

/** A part of the picture as large as there is room for, though no pixel larger than eight of the screen's. */
export function closeUp({ x0, y0, x1, y1 }: Extent, image: Size, box: Size): View {
  const room = Math.min(box.width / Math.max(1, x1 - x0), box.height / Math.max(1, y1 - y0)) * 0.6;
  const scale = Math.min(8, Math.max(fit(image, box).scale, room));
  return held({ scale, x: box.width / 2 - ((x0 + x1) / 2) * scale, y: box.height / 2 - ((y0 + y1) / 2) * scale }, image, box);
}

/** The least movement that brings a part of the picture into sight. */
export function reveal(view: View, { x0, y0, x1, y1 }: Extent, image: Size, box: Size): View {
  const way = (from: number, to: number, place: number, room: number) => {
    const [start, end] = [from * view.scale + place, to * view.scale + place];
    // Something of it is seen: that is enough for what is larger than the surface.
    if (end - start > room - 2 * margin) return end < margin || start > room - margin ? room / 2 - (start + end) / 2 : 0;
    return start < margin ? margin - start : end > room - margin ? room - margin - end : 0;
  };
  return pan(view, { x: way(x0, x1, view.x, box.width), y: way(y0, y1, view.y, box.height) }, image, box);
}

function centred(image: Size, box: Size, scale: number): View {
  return { scale, x: (box.width - image.width * scale) / 2, y: (box.height - image.height * scale) / 2 };
}

/** The middle of the surface always shows some of the picture, so that it can't be lost. */
function held(view: View, image: Size, box: Size): View {
  const within = (place: number, length: number, room: number) => Math.min(room / 2, Math.max(room / 2 - length, place));
  return {
    scale: view.scale,
    x: within(view.x, image.width * view.scale, box.width),
    y: within(view.y, image.height * view.scale, box.height),
  };
}
