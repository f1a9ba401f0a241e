import { useId, useMemo, useState, type KeyboardEvent } from "react";
import { isActive, keysOf } from "@/editor/commands";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { Kbd } from "@/ui/Kbd";
import { useCommandCenter } from "./commands";
import { t } from "./messages";
import styles from "./Palette.module.css";
import { rank } from "./rank";

/** Every command and place by name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const center = useCommandCenter();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const [commands] = useState(() => center.all().filter((command) => !command.quiet && command.id !== "palette" && isActive(command)));
  const found = useMemo(() => rank(commands, text), [commands, text]);

  const run = (index: number) => {
    const command = found[index];
    if (!command) return;
    onClose();
    // After the dialog has given the focus back.
    setTimeout(() => command.run());
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter") run(at);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title={t("palette.title")} size="palette" onClose={onClose}>
      <input
        className={styles.input}
        data-focus
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
        aria-label={t("palette.placeholder")}
        placeholder={t("palette.placeholder")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={id} role="listbox" aria-label={t("palette.title")} className={styles.list}>
        {found.map((command, index) => (
          <div
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={cx(styles.row, index === at && styles.on)}
            ref={index === at ? scrollTo : null}
            onMouseMove={() => setAt(index)}
            onClick={() => run(index)}
          >
            <span className={styles.title}>{command.title}</span>
            <span className={styles.group}>{command.group}</span>
            {keysOf(command, center.remapping)
              .slice(0, 1)
              .map((keys) => (
                <Kbd key={keys} keys={keys} />
              ))}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={styles.empty}>{t("palette.empty")}</p>}
    </Dialog>
  );
}

function scrollTo(row: HTMLElement | null) {
  row?.scrollIntoView({ block: "nearest" });
}
