import { SlidersHorizontal } from "lucide-react";
import { useId } from "react";
import { t, type PlainKey } from "@/app/messages";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Popover } from "@/ui/Popover";
import { asItIs, display, filterOf } from "./display";
import styles from "./ImageCanvas.module.css";
import { useDisplay } from "./useDisplay";

const sliders = [
  ["brightness", "image.brightness", 20, 300],
  ["contrast", "image.contrast", 20, 300],
  ["saturation", "image.saturation", 0, 300],
] as const satisfies readonly (readonly [keyof typeof asItIs, PlainKey, number, number])[];

const checks = [
  ["labels", "image.showLabels"],
  ["crosshair", "image.showCrosshair"],
  ["inHand", "image.keepInHand"],
] as const satisfies readonly (readonly [string, PlainKey])[];

/** Makes a dark or pale picture easier to see; its file stays as it is. */
export function Adjust({ drawing }: { drawing: boolean }) {
  const shown = useDisplay();
  const id = useId();
  const changed = filterOf(shown) !== undefined;
  return (
    <Popover
      label={t("image.adjust")}
      triggerLabel={t("image.adjust")}
      trigger={<SlidersHorizontal size={14} aria-hidden="true" />}
      className={cx(styles.adjust, changed && styles.on)}
      align="end"
      up
    >
      {() => (
        <div className={styles.sliders}>
          {sliders.map(([name, title, min, max]) => (
            <div key={name} className={styles.slider}>
              <label htmlFor={`${id}-${name}`}>{t(title)}</label>
              <input
                id={`${id}-${name}`}
                type="range"
                min={min}
                max={max}
                step={5}
                value={shown[name]}
                onChange={(event) => display.set({ [name]: Number(event.target.value) })}
              />
              <output htmlFor={`${id}-${name}`}>{shown[name]}</output>
            </div>
          ))}
          {(drawing ? checks : []).map(([name, title]) => (
            <label key={name} className={styles.check}>
              <input type="checkbox" checked={shown[name]} onChange={(event) => display.set({ [name]: event.target.checked })} />
              {t(title)}
            </label>
          ))}
          <Button small disabled={!changed} onClick={() => display.set(asItIs)}>
            {t("image.asItIs")}
          </Button>
        </div>
      )}
    </Popover>
  );
}
