import { useId, type ComponentProps, type ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Field.module.css";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** The label stays for screen readers only. */
  bare?: boolean;
  className?: string | undefined;
  children: (control: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}

/** A control with its name above, and below it a hint or what is wrong. */
export function Field({ label, hint, error, bare, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={cx(styles.field, className)}>
      <label htmlFor={id} className={bare ? styles.hidden : styles.label}>
        {label}
      </label>
      {children({ id, ...(note && { "aria-describedby": `${id}-note` }), ...(error && { "aria-invalid": true }) })}
      {note && (
        <p id={`${id}-note`} className={error ? styles.error : styles.hint}>
          {note}
        </p>
      )}
    </div>
  );
}

type Named = Pick<FieldProps, "label" | "hint" | "error" | "bare">;

export function TextField({ label, hint, error, bare, className, ...input }: ComponentProps<"input"> & Named) {
  return (
    <Field label={label} hint={hint} error={error} bare={bare} className={className}>
      {(control) => <input type="text" autoComplete="off" className={styles.input} {...control} {...input} />}
    </Field>
  );
}

export function AreaField({ label, hint, error, bare, className, ...area }: ComponentProps<"textarea"> & Named) {
  return (
    <Field label={label} hint={hint} error={error} bare={bare} className={className}>
      {(control) => <textarea className={cx(styles.input, styles.area)} {...control} {...area} />}
    </Field>
  );
}

export function SelectField({ label, hint, error, bare, className, children, ...select }: ComponentProps<"select"> & Named) {
  return (
    <Field label={label} hint={hint} error={error} bare={bare} className={className}>
      {(control) => (
        <select className={cx(styles.input, styles.select)} {...control} {...select}>
          {children}
        </select>
      )}
    </Field>
  );
}

export function CheckField({ label, className, ...input }: Omit<ComponentProps<"input">, "type"> & { label: string }) {
  return (
    <label className={cx(styles.check, className)}>
      <input type="checkbox" {...input} />
      <span>{label}</span>
    </label>
  );
}
