import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { formatNumber, t } from "@/app/messages";
import { api, call, CallError } from "@/api/client";
import { datasetsQuery, sampleQuery } from "@/api/queries";
import type { ListedItem } from "@/api/types";
import type { UploadSource } from "@/api/upload";
import { isShown } from "@/pages/data/parts/chosen";
import { useAddresses } from "@/pages/data/parts/Pictures";
import { ImportPreview } from "@/pages/data/parts/ImportPreview";
import type { Import } from "@/pages/data/parts/useImport";
import { SelectField } from "@/ui/Field";
import { Pick } from "@/ui/Tabs";
import styles from "./NewProject.module.css";

export interface ChosenData {
  from: "dataset" | "file";
  datasetId: string;
}

export interface Sample {
  modality: string;
  text: string;
  image: { readonly width: number; readonly height: number } | null;
  /** Where its picture is; null for none. */
  src: string | null;
}

/** An item of a dataset, as a sample. */
export const sampleOf = ({ id, modality, text, image }: Pick<ListedItem, "id" | "modality" | "text" | "image">): Sample => ({
  modality,
  text,
  image,
  src: image && `/api/items/${id}/file`,
});

/** What is brought in the new-project page gets a dataset of its own, named after it; a number is added while the name is taken. */
export async function newDataset(name: string, attempt = 1): Promise<{ id: string; name: string }> {
  const plain = name.replace(/\.[^./]+$/, "") || name;
  const full = (attempt === 1 ? plain : `${plain} ${attempt}`).slice(0, 200);
  try {
    return { id: (await call(api.POST("/api/datasets", { body: { name: full } }))).id, name: full };
  } catch (error) {
    if (!(error instanceof CallError) || error.code !== "name_taken" || attempt > 99) throw error;
    return newDataset(name, attempt + 1);
  }
}

/** The first item of what was chosen, for the preview. */
export function useSample({ from, datasetId }: ChosenData, flow: Import): Sample | null {
  const items = useQuery({ ...sampleQuery(datasetId), enabled: from === "dataset" && datasetId !== "" });
  const picture = useLocalPicture(from === "file" ? flow.found?.pictures.find(({ path }) => isShown(path)) : undefined);
  const listed = items.data?.[0];
  return useMemo(() => {
    if (from === "dataset") return listed ? sampleOf(listed) : null;
    const text = flow.look?.report.sample.find(({ modality }) => modality === "text");
    return text ? { modality: "text", text: text.text, image: null, src: null } : picture;
  }, [from, listed, flow.look, picture]);
}

/** A picture that is still only in this browser, once it is known how large it is. */
function useLocalPicture(source: UploadSource | undefined): Sample | null {
  const [shown, setShown] = useState<Sample | null>(null);
  const [src] = useAddresses(useMemo(() => (source ? [source] : []), [source]));
  useEffect(() => {
    setShown(null);
    if (!src) return;
    const image = new Image();
    image.onload = () => setShown({ modality: "image", text: "", image: { width: image.naturalWidth, height: image.naturalHeight }, src });
    image.src = src;
    return () => {
      image.onload = null;
    };
  }, [src]);
  return shown;
}

interface DataStepProps {
  chosen: ChosenData;
  flow: Import;
  onChange: (chosen: ChosenData) => void;
}

export function DataStep({ chosen, flow, onChange }: DataStepProps) {
  const datasets = useInfiniteQuery(datasetsQuery);
  const rows = datasets.data?.pages.flatMap(({ items }) => items).filter(({ itemCount }) => itemCount > 0) ?? [];
  const none = datasets.data !== undefined && rows.length === 0;
  const { from, datasetId } = chosen;

  useEffect(() => {
    if (none && from === "dataset") onChange({ from: "file", datasetId: "" });
  }, [none, from, onChange]);

  return (
    <>
      {!none && (
        <Pick
          label={t("new.data")}
          value={from}
          options={[
            { value: "dataset", title: t("new.useDataset") },
            { value: "file", title: t("new.bringFile") },
          ]}
          onPick={(next) => onChange({ ...chosen, from: next })}
        />
      )}
      <div className={styles.gap}>
        {from === "file" ? (
          <ImportPreview flow={flow} />
        ) : (
          <SelectField
            bare
            label={t("new.dataset")}
            value={datasetId}
            onChange={(event) => onChange({ from, datasetId: event.target.value })}
          >
            <option value="">{t("new.pickDataset")}</option>
            {rows.map(({ id, name, itemCount }) => (
              <option key={id} value={id}>
                {name} ({formatNumber(itemCount)})
              </option>
            ))}
          </SelectField>
        )}
      </div>
    </>
  );
}
