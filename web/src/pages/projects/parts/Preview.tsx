import { useMemo } from "react";
import type { Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { FormPanel } from "@/editors/form/FormPanel";
import { TextSurface } from "@/editors/text/TextSurface";
import { openForm } from "@/editors/form/tool";
import { useAddresses } from "@/pages/data/parts/Pictures";
import type { UploadSource } from "@/api/upload";
import type { Sample } from "./DataStep";
import styles from "./Preview.module.css";

/** The real editor on a sample text; it follows every change of the questions. */
export function Preview({ ontology, sample }: { ontology: Ontology; sample: Sample | null }) {
  const editor = useMemo(() => openForm(ontology, {}), [ontology]);
  return (
    <aside className={styles.preview} aria-label={t("new.preview")}>
      <header>
        <h2>{t("new.preview")}</h2>
        <span>{t("new.previewLead")}</span>
      </header>
      <div className={styles.frame}>
        {sample?.picture ? (
          <Picture picture={sample.picture} />
        ) : sample ? (
          <TextSurface text={sample.text} metadata={sample.metadata} compact />
        ) : (
          <p className={styles.none}>{t("new.previewText")}</p>
        )}
        <div className={styles.questions}>
          <FormPanel editor={editor} ontology={ontology} faults={[]} takesFocus={false} />
        </div>
      </div>
    </aside>
  );
}

function Picture({ picture }: { picture: UploadSource }) {
  const [address] = useAddresses(useMemo(() => [picture], [picture]));
  return address ? <img className={styles.picture} src={address} alt={picture.path} /> : null;
}
