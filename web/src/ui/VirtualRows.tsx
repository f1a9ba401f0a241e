import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type ReactNode, type Ref } from "react";
import { flushSync } from "react-dom";
import { barLength, follow, placeAt, rangeAt, topFor, type Place, type Range } from "./virtual";
import styles from "./VirtualRows.module.css";

export interface Scrolled {
  /** Brings a row into sight with the least movement. */
  reveal: (index: number) => void;
  focus: () => void;
  /** How many rows fit, for moving by pages. */
  fitting: () => number;
}

interface VirtualRowsProps {
  ref?: Ref<Scrolled>;
  label: string;
  count: number;
  /** For screen readers; -1 where it is only about so many. */
  rowCount: number;
  rowHeight: number;
  head?: ReactNode;
  headHeight?: number;
  minWidth?: number;
  /** Room below the last row, for what floats over the foot of the list. */
  foot?: number;
  columns?: number;
  /** The id of what the keyboard is at. */
  active?: string | undefined;
  renderRow: (index: number) => ReactNode;
  onRange: (range: Range) => void;
  onWidth?: (width: number) => void;
  /** Another one is another list, which begins at its first row. */
  listKey: string;
  /** Where this list stood when it was last seen. */
  initialTop?: number;
  onTop?: (top: number) => void;
}

const spare = 3;
const idleMs = 160;

/**
 * Rows without end: only those in sight exist. They lie in a window that the browser keeps in place and that is moved in
 * step with the scrollbar, so that no frame shows an empty place, however fast somebody scrolls.
 */
export function VirtualRows(props: VirtualRowsProps) {
  const {
    ref,
    listKey,
    label,
    count,
    rowCount,
    rowHeight,
    head,
    headHeight = 0,
    minWidth,
    foot = 0,
    columns,
    active,
    renderRow,
    onRange,
    onWidth,
    onTop,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const place = useRef<Place>({ bar: 0, top: 0 });
  const start = useRef<{ listKey: string; top: number } | null>({ listKey: props.listKey, top: props.initialTop ?? 0 });
  const listed = useRef(props.listKey);
  /** The height in which the bar was last put in its place. */
  const settled = useRef(-1);
  const [view, setView] = useState(0);
  const [range, setRange] = useState<Range>({ first: 0, last: -1 });
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const extent = { total: count * rowHeight + foot, view };
  const latest = useRef({ extent, range, onTop, onWidth, rowHeight, count, foot });
  useLayoutEffect(() => {
    latest.current = { extent, range, onTop, onWidth, rowHeight, count, foot };
  });

  const paint = useCallback(() => {
    const now = latest.current;
    if (body.current) body.current.style.transform = `translateY(${now.range.first * now.rowHeight - place.current.top}px)`;
  }, []);

  /** Shows the list at a place; the bar is moved only if it isn't there already, and asked where it is only if it may have moved. */
  const go = useCallback(
    (next: Place, sync: boolean) => {
      const now = latest.current;
      if (settled.current !== now.extent.view || place.current.bar !== next.bar) {
        if (scroller.current && Math.abs(scroller.current.scrollTop - next.bar) > 0.5) scroller.current.scrollTop = next.bar;
        place.current = { bar: scroller.current?.scrollTop ?? next.bar, top: next.top };
        settled.current = now.extent.view;
      } else place.current = next;
      now.onTop?.(next.top);
      const wanted = rangeAt(next.top, now.extent.view, now.rowHeight, now.count, spare);
      if (wanted.first === now.range.first && wanted.last === now.range.last) paint();
      else if (sync) flushSync(() => setRange(wanted));
      else setRange(wanted);
    },
    [paint],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      const now = latest.current;
      if (element.scrollTop === place.current.bar) return;
      go(follow(place.current, element.scrollTop, now.extent), true);
      clearTimeout(idle.current);
      // The bar goes back to the share of the list that is in sight, once nobody moves it.
      idle.current = setTimeout(() => go(placeAt(place.current.top, latest.current.extent), false), idleMs);
    };
    const measure = () => {
      setView(element.clientHeight - headHeight);
      latest.current.onWidth?.(element.clientWidth);
    };
    // Measured before the first paint, so that the rows are in it.
    measure();
    const size = new ResizeObserver(measure);
    size.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      clearTimeout(idle.current);
      size.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [go, headHeight]);

  // Another length or height: the same rows stay on top.
  useLayoutEffect(() => {
    if (view <= 0 || count === 0) return;
    const kept = start.current?.listKey === listKey ? start.current.top : 0;
    const top = start.current || listed.current !== listKey ? kept : place.current.top;
    start.current = null;
    listed.current = listKey;
    go(placeAt(top, { total: count * rowHeight + foot, view }), false);
  }, [go, listKey, view, count, rowHeight, foot]);

  useLayoutEffect(paint, [paint, range]);
  useEffect(() => onRange(range), [onRange, range]);

  useImperativeHandle(
    ref,
    () => ({
      reveal: (index) => {
        const now = latest.current;
        go(placeAt(topFor(index, place.current.top, now.extent.view - now.foot, now.rowHeight), now.extent), true);
      },
      focus: () => scroller.current?.focus({ preventScroll: true }),
      fitting: () => Math.max(1, Math.floor(latest.current.extent.view / latest.current.rowHeight)),
    }),
    [go],
  );

  const rows = [];
  for (let index = range.first; index <= Math.min(range.last, count - 1); index++) rows.push(renderRow(index));
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rowCount}
      aria-colcount={columns}
      aria-multiselectable="true"
      aria-activedescendant={active}
      tabIndex={0}
    >
      <div className={styles.sizer} style={{ height: barLength(extent.total) + headHeight, minWidth }}>
        <div className={styles.window} style={{ height: view + headHeight }}>
          {head && <div role="rowgroup">{head}</div>}
          <div role="rowgroup" className={styles.body} style={{ top: headHeight, height: view }}>
            <div ref={body} role="presentation" className={styles.rows}>
              {rows}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}
