import { ImageOff } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { t } from "@/app/messages";
import type { UploadSource } from "@/api/upload";
import { isShown } from "./chosen";
import styles from "./FoundList.module.css";

export const mostPictures = 17;

/** The first pictures of what was chosen, before anything is sent. */
export function Pictures({ pictures, of = pictures.length }: { pictures: readonly UploadSource[]; of?: number }) {
  const shown = useMemo(() => pictures.slice(0, mostPictures), [pictures]);
  const addresses = useAddresses(shown);
  return (
    <ul className={styles.pictures} aria-hidden="true">
      {shown.map(({ path }, at) => {
        const address = addresses[at];
        return (
          <li key={path} title={path}>
            {address !== null ? (
              address && <img src={address} alt="" decoding="async" />
            ) : (
              <span title={`${path}: ${t("import.noShow")}`}>
                <ImageOff size={14} />
                {path.slice(path.lastIndexOf(".") + 1).toUpperCase()}
              </span>
            )}
          </li>
        );
      })}
      {of > shown.length && (
        <li>
          <span>{t("import.morePictures", { n: of - shown.length })}</span>
        </li>
      )}
    </ul>
  );
}

/** Addresses under which the browser shows files that are still only here. */
export function useAddresses(sources: readonly UploadSource[]): readonly (string | null)[] {
  const [addresses, setAddresses] = useState<readonly (string | null)[]>([]);
  useEffect(() => {
    const made = sources.map(({ file, path }) => (isShown(path) ? URL.createObjectURL(file) : null));
    setAddresses(made);
    return () => {
      for (const address of made) if (address) URL.revokeObjectURL(address);
    };
  }, [sources]);
  return addresses;
}
