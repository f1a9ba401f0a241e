import { Eye, EyeOff } from "lucide-react";
import { useState, type ComponentProps } from "react";
import { t } from "@/app/messages";
import { Field } from "./Field";
import fields from "./Field.module.css";
import styles from "./PasswordField.module.css";

interface PasswordFieldProps extends Omit<ComponentProps<"input">, "type"> {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A password, hidden unless one wants to see what one types. */
export function PasswordField({ label, hint, error, className, ...input }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(control) => (
        <div className={styles.frame}>
          <input
            type={shown ? "text" : "password"}
            className={fields.input}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={256}
            {...control}
            {...input}
          />
          <button
            type="button"
            className={styles.show}
            aria-label={t(shown ? "password.hide" : "password.show", { label })}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            <Icon size={16} aria-hidden="true" />
          </button>
        </div>
      )}
    </Field>
  );
}
