import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { cx } from "./cx";
import { Kbd } from "./Kbd";
import styles from "./Menu.module.css";

export interface MenuItem {
  id: string;
  title: string;
  icon?: ReactNode;
  keys?: string;
  danger?: boolean;
  run: () => void;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  trigger: ReactNode;
  className?: string | undefined;
  /** Handed in to open it by key. */
  open?: boolean;
  onOpen?: (open: boolean) => void;
  align?: "start" | "end";
  /** Opens above the button. */
  up?: boolean;
}

/** A button that opens a list of things to do; arrows, digits, Enter and Escape work. */
export function Menu({ label, items, trigger, className, open: openFrom, onOpen, align = "end", up }: MenuProps) {
  const [openHere, setOpenHere] = useState(false);
  const open = openFrom ?? openHere;
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const change = (next: boolean) => {
    setOpenHere(next);
    onOpen?.(next);
  };
  const shut = useRef(change);
  useEffect(() => {
    shut.current = change;
  });

  useEffect(() => {
    if (!open) return;
    list.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: MouseEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) shut.current(false);
    };
    globalThis.document.addEventListener("mousedown", outside);
    return () => globalThis.document.removeEventListener("mousedown", outside);
  }, [open]);

  const close = () => {
    change(false);
    root.current?.querySelector("button")?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = rows.findIndex((row) => row === globalThis.document.activeElement);
    const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1 + rows.length, Home: 0, End: rows.length - 1 };
    const to = steps[event.key];
    const chosen = items.find((item) => item.keys === event.key);
    if (to !== undefined) rows[to % rows.length]?.focus();
    else if (chosen) choose(chosen);
    else if (event.key === "Escape" || event.key === "Tab") close();
    else if (event.key !== "Enter" && event.key !== " ") return;
    event.stopPropagation();
    if (event.key !== "Enter" && event.key !== " ") event.preventDefault();
  };

  const choose = (item: MenuItem) => {
    close();
    item.run();
  };

  return (
    <div className={styles.root} ref={root}>
      <button
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => change(!open)}
      >
        {trigger}
      </button>
      {open && (
        <div
          role="menu"
          id={id}
          aria-label={label}
          tabIndex={-1}
          ref={list}
          className={cx(styles.list, align === "end" ? styles.end : styles.start, up && styles.up)}
          onKeyDown={onKeyDown}
        >
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={cx(styles.item, item.danger && styles.danger)}
              onClick={() => choose(item)}
            >
              {item.icon}
              <span className={styles.title}>{item.title}</span>
              {item.keys && <Kbd keys={item.keys} />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
