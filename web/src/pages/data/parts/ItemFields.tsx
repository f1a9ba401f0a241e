import { X } from "lucide-react";
import { useState } from "react";
import type { ItemChange } from "@/app/lists/calls";
import { t } from "@/app/messages";
import { SelectField, TextField } from "@/ui/Field";
import styles from "./Item.module.css";
import { usualSplits } from "./splits";

interface Editing {
  busy: boolean;
  onChange: (change: ItemChange) => void;
}

/** An item's tags, each with its way out, and the place for another. */
export function TagsField({ tags, busy, onChange }: Editing & { tags: readonly string[] }) {
  const [text, setText] = useState("");
  return (
    <div className={styles.tags}>
      {tags.map((tag) => (
        <span key={tag} className={styles.tag}>
          <span dir="auto">{tag}</span>
          <button type="button" disabled={busy} aria-label={t("item.removeTag", { tag })} onClick={() => onChange({ untag: tag })}>
            <X size={11} aria-hidden="true" />
          </button>
        </span>
      ))}
      <form
        className={styles.add}
        onSubmit={(event) => {
          event.preventDefault();
          const tag = text.trim();
          if (tag === "") return;
          setText("");
          onChange({ tag });
        }}
      >
        <TextField
          bare
          dir="auto"
          label={t("item.addTag")}
          placeholder={t("item.addTag")}
          maxLength={60}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
    </div>
  );
}

/** What an item is used for later. */
export function SplitField({ split, busy, onChange }: Editing & { split: string | null }) {
  const splits = split === null || usualSplits.includes(split) ? usualSplits : [...usualSplits, split];
  return (
    <SelectField
      bare
      label={t("items.split")}
      disabled={busy}
      value={split ?? ""}
      onChange={(event) => onChange({ split: event.target.value })}
    >
      <option value="">{t("items.splitNone")}</option>
      {splits.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </SelectField>
  );
}
