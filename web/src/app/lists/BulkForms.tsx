import { useState, type ReactNode } from "react";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Popover } from "@/ui/Popover";
import { t } from "../messages";
import styles from "./BulkForms.module.css";

interface Common {
  title: string;
  icon: ReactNode;
  busy: boolean;
}

const Trigger = ({ title, icon }: { title: string; icon: ReactNode }) => (
  <>
    {icon}
    {title}
  </>
);

interface BulkFormProps extends Common {
  label: string;
  hint: string;
  /** What was used before; a press takes it. */
  known: readonly string[];
  /** The choice of none at all. */
  nothing?: string;
  submit: string;
  type?: "text" | "number";
  initial?: string;
  onSubmit: (text: string) => void;
}

/** One word for all selected rows: one of those known, or another. */
export function BulkForm({ title, icon, label, hint, known, nothing, submit, busy, type = "text", initial = "", onSubmit }: BulkFormProps) {
  const [text, setText] = useState(initial);
  const wanted = text.trim();
  const matching = type === "number" ? known : known.filter((one) => one.toLowerCase().includes(wanted.toLowerCase())).slice(0, 8);
  return (
    <Popover label={title} up className={styles.trigger} disabled={busy} trigger={<Trigger title={title} icon={icon} />}>
      {(close) => {
        const take = (value: string) => {
          close();
          setText(initial);
          onSubmit(value);
        };
        return (
          <form
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              if (wanted !== "") take(wanted);
            }}
          >
            <TextField
              data-focus
              dir="auto"
              type={type}
              label={label}
              hint={hint}
              value={text}
              maxLength={60}
              onChange={(event) => setText(event.target.value)}
            />
            {(matching.length > 0 || nothing) && (
              <div className={styles.known}>
                {matching.map((value) => (
                  <Button key={value} small onClick={() => take(value)}>
                    {value}
                  </Button>
                ))}
                {nothing && (
                  <Button small kind="quiet" onClick={() => take("")}>
                    {nothing}
                  </Button>
                )}
              </div>
            )}
            <Button kind="primary" small type="submit" disabled={wanted === ""}>
              {submit}
            </Button>
          </form>
        );
      }}
    </Popover>
  );
}

interface BulkChoiceProps extends Common {
  options: readonly { id: string; title: string }[];
  none: string;
  onChoose: (id: string) => void;
}

/** One of what there is, for all selected rows. */
export function BulkChoice({ title, icon, options, none, busy, onChoose }: BulkChoiceProps) {
  return (
    <Popover label={title} up className={styles.trigger} disabled={busy} trigger={<Trigger title={title} icon={icon} />}>
      {(close) => (
        <div className={styles.form}>
          {options.length === 0 && <p className={styles.lead}>{none}</p>}
          <div className={styles.known}>
            {options.map((option) => (
              <Button
                key={option.id}
                small
                onClick={() => {
                  close();
                  onChoose(option.id);
                }}
              >
                {option.title}
              </Button>
            ))}
          </div>
        </div>
      )}
    </Popover>
  );
}

interface BulkConfirmProps extends Common {
  /** What will happen, in full. */
  lead: string;
  submit: string;
  onConfirm: () => void;
}

/** Something that takes away: it says what happens before it does. */
export function BulkConfirm({ title, icon, lead, submit, busy, onConfirm }: BulkConfirmProps) {
  return (
    <Popover label={title} up className={styles.danger} disabled={busy} trigger={<Trigger title={title} icon={icon} />}>
      {(close) => (
        <div className={styles.form}>
          <p className={styles.lead}>{lead}</p>
          <div className={styles.buttons}>
            <Button small onClick={close}>
              {t("lists.leave")}
            </Button>
            <Button
              small
              kind="danger"
              data-focus
              onClick={() => {
                close();
                onConfirm();
              }}
            >
              {submit}
            </Button>
          </div>
        </div>
      )}
    </Popover>
  );
}

/** Something that is done at once. */
export function BulkButton({ title, icon, busy, onDo }: Common & { onDo: () => void }) {
  return (
    <button type="button" className={styles.trigger} disabled={busy} onClick={onDo}>
      <Trigger title={title} icon={icon} />
    </button>
  );
}
