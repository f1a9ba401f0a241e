import { useId } from "react";
import { t } from "@/app/messages";
import type { ImportSettings } from "@/api/imports";
import { TextField } from "@/ui/Field";
import styles from "./ImportPreview.module.css";
import { isPeriod } from "./period";

/** What people mostly mean; anything else can be written. */
const licences = ["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "ODbL-1.0", "MIT", "Apache-2.0", "LicenseRef-Proprietary"];

interface OriginFieldsProps {
  settings: ImportSettings;
  open?: boolean;
  onChange: (settings: ImportSettings) => void;
}

/** Where data is from and under what terms, kept with every item of an import. */
export function OriginFields({ settings, open, onChange }: OriginFieldsProps) {
  const list = useId();
  const field = (name: "source" | "licence" | "consent" | "collected") => ({
    value: settings[name] ?? "",
    maxLength: 500,
    onChange: (event: { target: { value: string } }) => onChange({ ...settings, [name]: event.target.value }),
  });
  return (
    <details className={styles.origin} open={open}>
      <summary>
        {t("import.origin")} <span>{t("import.originLead")}</span>
      </summary>
      <div className={styles.details}>
        <TextField label={t("data.source")} hint={t("import.sourceHint")} {...field("source")} />
        <TextField label={t("data.licence")} hint={t("import.licenceHint")} list={list} {...field("licence")} />
        <TextField label={t("import.consent")} hint={t("import.consentHint")} {...field("consent")} />
        <TextField
          label={t("import.collected")}
          hint={t("import.collectedHint")}
          placeholder={t("import.collectedExample")}
          error={isPeriod(settings.collected ?? "") ? undefined : t("import.collectedWrong")}
          {...field("collected")}
        />
      </div>
      <datalist id={list}>
        {licences.map((licence) => (
          <option key={licence} value={licence} />
        ))}
      </datalist>
    </details>
  );
}
