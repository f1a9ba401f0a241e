import { useMemo } from "react";
import type { Size } from "./view";
import { ImageViewer } from "./viewer";

/** A viewer of its own for each picture; null where there is none. */
export function useImageViewer(key: string, image: Size | null | undefined): ImageViewer | null {
  const { width, height } = image ?? { width: 0, height: 0 };
  return useMemo(() => (key !== "" && width > 0 && height > 0 ? new ImageViewer({ width, height }) : null), [key, width, height]);
}
