import { useQuery } from "@tanstack/react-query";
import { t } from "@/app/messages";
import { methodsQuery } from "@/api/queries";
import { SelectField, TextField } from "@/ui/Field";
import styles from "./PolicyFields.module.css";

interface PolicyFieldsProps {
  redundancy: number;
  method: string;
  onChange: (policy: { redundancy?: number; method?: string }) => void;
}

/** How many answer each task, and how the truth is found from their answers. */
export function PolicyFields({ redundancy, method, onChange }: PolicyFieldsProps) {
  const methods = useQuery(methodsQuery);
  const known = methods.data?.truth ?? [];
  return (
    <div className={styles.policy}>
      <TextField
        label={t("settings.redundancy")}
        hint={t("settings.redundancyHint")}
        type="number"
        min={1}
        max={25}
        value={redundancy}
        onChange={(event) => onChange({ redundancy: Math.min(25, Math.max(1, Math.round(Number(event.target.value)) || 1)) })}
      />
      <SelectField
        label={t("settings.method")}
        hint={known.find(({ name }) => name === method)?.description}
        value={method}
        onChange={(event) => onChange({ method: event.target.value })}
      >
        {!known.some(({ name }) => name === method) && <option value={method}>{method}</option>}
        {known.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
