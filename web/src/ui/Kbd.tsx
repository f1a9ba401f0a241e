import { cx } from "./cx";
import styles from "./Kbd.module.css";

export const onMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
const shown: Readonly<Record<string, string>> = {
  Mod: onMac ? "⌘" : "Ctrl",
  Shift: onMac ? "⇧" : "Shift",
  Alt: onMac ? "⌥" : "Alt",
  Enter: "⏎",
  Escape: "Esc",
  Up: "↑",
  Down: "↓",
  Left: "←",
  Right: "→",
};

/** How keys read: `Mod+Shift+Z` is "Ctrl Shift Z". */
export function showKeys(keys: string): string {
  return keys
    .split("+")
    .map((part) => shown[part] ?? part)
    .join(" ");
}

/** Keys beside what they do; `read` where they are the content itself and a screen reader should say them. */
export function Kbd({ keys, on = "surface", read }: { keys: string; on?: "surface" | "accent"; read?: boolean }) {
  return (
    <kbd className={cx(styles.kbd, on === "accent" && styles.onAccent)} aria-hidden={read ? undefined : true}>
      {showKeys(keys)}
    </kbd>
  );
}
