import { X } from "lucide-react";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { t } from "@/app/messages";
import { IconButton } from "./Button";
import { cx } from "./cx";
import styles from "./Dialog.module.css";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  size?: "small" | "wide" | "large" | "palette" | "drawer";
}

/** A modal on the browser's own dialog element: focus, Escape and the inert page behind come with it. */
export function Dialog({ title, onClose, children, footer, size = "small" }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();

  useEffect(() => {
    const dialog = ref.current;
    const before = globalThis.document.activeElement;
    dialog?.showModal();
    // The browser would take the first control, which is the one that closes.
    (dialog?.querySelector<HTMLElement>("[data-focus]") ?? dialog)?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      className={cx(styles.dialog, styles[size])}
      tabIndex={-1}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className={styles.frame}>
        <header className={cx(styles.header, size === "palette" && styles.unseen)}>
          <h2 id={heading}>{title}</h2>
          {size !== "palette" && (
            <IconButton label={t("ui.close")} keys="Esc" onClick={onClose}>
              <X size={16} />
            </IconButton>
          )}
        </header>
        <div className={styles.body}>{children}</div>
        {footer && <footer className={styles.footer}>{footer}</footer>}
      </div>
    </dialog>
  );
}
