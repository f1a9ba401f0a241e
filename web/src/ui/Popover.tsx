import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Popover.module.css";

interface PopoverProps {
  label: string;
  trigger: ReactNode;
  /** What the button says to those who don't see it, if that isn't what it shows. */
  triggerLabel?: string;
  className?: string | undefined;
  children: (close: () => void) => ReactNode;
  /** Handed in to open it by key. */
  open?: boolean;
  onOpen?: (open: boolean) => void;
  align?: "start" | "end";
  up?: boolean;
  disabled?: boolean;
}

/** A button that opens a small place to set something; Escape and a press outside shut it. */
export function Popover(props: PopoverProps) {
  const { label, trigger, triggerLabel, className, children, open: openFrom, onOpen, align = "start", up, disabled } = props;
  const [openHere, setOpenHere] = useState(false);
  const open = openFrom ?? openHere;
  const root = useRef<HTMLSpanElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const change = (next: boolean) => {
    setOpenHere(next);
    onOpen?.(next);
  };
  const close = () => {
    change(false);
    root.current?.querySelector("button")?.focus();
  };
  const shut = useRef(change);
  useEffect(() => {
    shut.current = change;
  });

  useEffect(() => {
    if (!open) return;
    const first = panel.current?.querySelector<HTMLElement>("[data-focus], input:not([type=hidden]), button, select");
    first?.focus();
    if (first instanceof HTMLInputElement && first.type === "text") first.select();
    const outside = (event: MouseEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) shut.current(false);
    };
    globalThis.document.addEventListener("mousedown", outside);
    return () => globalThis.document.removeEventListener("mousedown", outside);
  }, [open]);

  return (
    <span className={styles.root} ref={root}>
      <button
        type="button"
        className={className}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={triggerLabel}
        disabled={disabled}
        onClick={() => change(!open)}
      >
        {trigger}
      </button>
      {open && (
        <div
          role="dialog"
          id={id}
          aria-label={label}
          ref={panel}
          className={cx(styles.panel, align === "end" ? styles.end : styles.start, up && styles.up)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            event.stopPropagation();
            close();
          }}
        >
          {children(close)}
        </div>
      )}
    </span>
  );
}
