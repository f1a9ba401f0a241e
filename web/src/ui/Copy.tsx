import { Check, Copy as CopyIcon } from "lucide-react";
import { useRef, useState } from "react";
import { t } from "@/app/messages";
import { Button } from "./Button";
import { copyFrom } from "./clipboard";
import styles from "./Copy.module.css";

/** A text to take along: selected on focus, copied by the button; works on plain-HTTP hosts too. */
export function Copy({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const copy = async () => {
    if (input.current) setCopied(await copyFrom(input.current));
  };

  return (
    <div className={styles.copy}>
      <input ref={input} readOnly value={text} aria-label={label} onFocus={(event) => event.currentTarget.select()} />
      <Button small icon={copied ? <Check /> : <CopyIcon />} onClick={() => void copy()}>
        {copied ? t("ui.copied") : t("ui.copy")}
      </Button>
    </div>
  );
}
