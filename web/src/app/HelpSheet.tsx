import { useState, type KeyboardEvent } from "react";
import { isActive, keysOf, rivalOf, type Command } from "@/editor/commands";
import { spell } from "@/editor/keys";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Kbd, showKeys } from "@/ui/Kbd";
import { useCommandCenter } from "./commands";
import styles from "./HelpSheet.module.css";
import { t } from "./messages";

/** Every key that works here, and the place to change them. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { all, remapping, remap } = useCommandCenter();
  const [commands] = useState(() =>
    all().filter((command) => (command.keys.length > 0 || remapping[command.id]) && (isActive(command) || !command.quiet)),
  );
  const [listening, setListening] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const groups = [...new Set(commands.map(({ group }) => group))];

  const onKeyDown = (event: KeyboardEvent, command: Command) => {
    if (listening !== command.id) return;
    event.preventDefault();
    event.stopPropagation();
    const keys = event.key === "Escape" ? "" : spell(event.nativeEvent);
    if (keys === null) return;
    if (keys) {
      const rival = rivalOf(all(), command.id, keys, remapping);
      if (rival) {
        setProblem(t("help.clash", { keys: showKeys(keys), title: rival.title }));
        return;
      }
      remap({ ...remapping, [command.id]: [keys] });
    }
    setProblem("");
    setListening(null);
  };

  return (
    <Dialog
      title={t("help.title")}
      size="wide"
      onClose={onClose}
      footer={
        <Button small disabled={Object.keys(remapping).length === 0} onClick={() => remap({})}>
          {t("help.reset")}
        </Button>
      }
    >
      <p className={styles.lead} role="status">
        {problem || t("help.lead")}
      </p>
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            {commands
              .filter((command) => command.group === group)
              .map((command) => (
                <div key={command.id} className={styles.row}>
                  <span>{command.title}</span>
                  {command.fixed ? (
                    command.keys.map((keys) => <Kbd key={keys} keys={keys} read />)
                  ) : (
                    <button
                      type="button"
                      className={styles.key}
                      title={t("help.rebind", { title: command.title })}
                      onClick={() => setListening(command.id)}
                      onBlur={() => setListening(null)}
                      onKeyDown={(event) => onKeyDown(event, command)}
                    >
                      {listening === command.id
                        ? t("help.press")
                        : keysOf(command, remapping).map((keys) => <Kbd key={keys} keys={keys} read />)}
                    </button>
                  )}
                </div>
              ))}
          </section>
        ))}
      </div>
    </Dialog>
  );
}
