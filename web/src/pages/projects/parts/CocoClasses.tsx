import { useMutation } from "@tanstack/react-query";
import { FileJson } from "lucide-react";
import { useRef } from "react";
import { readClasses } from "@/api/labels";
import type { LabelClass } from "@/api/types";
import type { UploadSource } from "@/api/upload";
import { t } from "@/app/messages";
import { Faults } from "@/pages/data/parts/LookReport";
import { Button } from "@/ui/Button";
import { Failure, Notice } from "@/ui/Notice";
import styles from "./NewProject.module.css";

interface CocoClassesProps {
  /** A file among the chosen ones that may be one. */
  beside: UploadSource | undefined;
  onClasses: (classes: LabelClass[]) => void;
}

/** Makes the classes from the categories of a COCO file: one that lies beside the pictures, or any other. */
export function CocoClasses({ beside, onClasses }: CocoClassesProps) {
  const field = useRef<HTMLInputElement>(null);
  const read = useMutation({ mutationFn: readClasses, onSuccess: ({ ontology }) => onClasses(ontology.classes) });
  const name = read.variables?.name ?? "";
  return (
    <div className={styles.coco}>
      {beside && beside.file !== read.variables && (
        <Notice
          kind="info"
          title={t("new.cocoBeside", { name: beside.file.name })}
          actions={
            <Button small disabled={read.isPending} onClick={() => read.mutate(beside.file)}>
              {t("new.cocoMake")}
            </Button>
          }
        >
          {t("new.cocoBesideLead")}
        </Notice>
      )}
      <Button small kind="quiet" icon={<FileJson />} disabled={read.isPending} onClick={() => field.current?.click()}>
        {t(read.isPending ? "new.cocoReading" : "new.coco")}
      </Button>
      <input
        ref={field}
        hidden
        type="file"
        accept=".json"
        aria-label={t("new.coco")}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) read.mutate(file);
          // The same file can be chosen once more after it was corrected.
          currentTarget.value = "";
        }}
      />
      {read.error && <Failure error={read.error} />}
      {read.data && (
        <Notice kind="good" title={t("new.cocoMade", { n: read.data.ontology.classes.length, name })}>
          {read.data.labels > 0 && t("new.cocoLabels", { n: read.data.labels })}
          {read.data.errors.length > 0 && <Faults faults={read.data.errors.map((error) => ({ file: "", ...error }))} />}
        </Notice>
      )}
    </div>
  );
}
