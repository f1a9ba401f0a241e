import { useEffect, useRef, useState } from "react";
import type { Ontology } from "@/api/types";
import { t } from "@/app/messages";
import type { Records } from "@/editor/document";
import { FormPanel } from "@/editors/form/FormPanel";
import { openTask } from "@/editors/modalities";
import { ObjectPanel } from "@/editors/objects/ObjectPanel";
import { asObject } from "@/editors/objects/records";
import type { Workbench } from "@/editors/task";
import { cx } from "@/ui/cx";
import type { Sample } from "./DataStep";
import styles from "./Preview.module.css";

interface Opened {
  readonly bench: Workbench;
  readonly ontology: Ontology;
  readonly sample: Sample | null;
}

const noText: Sample = { modality: "text", text: "", image: null, src: null };

/** The real editor on a sample; it follows every change of the ontology, and keeps what was tried in it. */
export function Preview({ ontology, sample }: { ontology: Ontology; sample: Sample | null }) {
  const opened = useBench(ontology, sample);
  const marks = ontology.classes.length > 0;
  return (
    <aside className={styles.preview} aria-label={t("new.preview")}>
      <header>
        <h2>{t("new.preview")}</h2>
        <span>{t("new.previewLead")}</span>
      </header>
      <div className={styles.frame}>
        {opened?.sample ? (
          <div className={cx(styles.surface, opened.sample.modality === "image" && styles.picture)}>
            {opened.bench.surface({ src: opened.sample.src, label: t("new.preview") })}
          </div>
        ) : (
          <p className={styles.none}>{t("new.previewText")}</p>
        )}
        {opened && (
          <div className={styles.questions}>
            {marks && (
              <div className={styles.objects}>
                <ObjectPanel editor={opened.bench.editor} ontology={opened.ontology} faults={[]} />
              </div>
            )}
            <FormPanel editor={opened.bench.editor} ontology={opened.ontology} faults={[]} takesFocus={false} />
          </div>
        )}
      </div>
    </aside>
  );
}

function useBench(ontology: Ontology, sample: Sample | null): Opened | null {
  const [opened, setOpened] = useState<Opened | null>(null);
  const last = useRef<Opened | null>(null);
  useEffect(() => {
    const before = last.current;
    const records = before && before.sample === sample ? stillFitting(before.bench.editor.records(), ontology) : {};
    let wanted = true;
    void openTask({ ontology, item: sample ?? noText, records }).then((bench) => {
      if (!wanted) return;
      last.current = { bench, ontology, sample };
      setOpened(last.current);
    });
    return () => {
      wanted = false;
    };
  }, [ontology, sample]);
  return opened;
}

/** What was tried before the ontology changed, without objects whose class is gone. */
function stillFitting(records: Records, ontology: Ontology): Records {
  const classes = new Set(ontology.classes.map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(records).filter(([key, value]) => {
      return key.startsWith("objects/") ? classes.has(asObject(value).class) : !key.startsWith("relations/");
    }),
  );
}
