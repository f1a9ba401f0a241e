import { ArrowDown, ArrowUp } from "lucide-react";
import { IconButton } from "@/ui/Button";
import { useCommands } from "../commands";
import { formatNumber, t } from "../messages";
import styles from "./Around.module.css";
import type { Neighbours } from "./useNeighbours";

interface AroundProps<T> {
  around: Neighbours<T>;
  group: string;
  previous: string;
  next: string;
}

/** Where something stands in its list, and the way to the one before and after it. */
export function Around<T>({ around, group, previous, next }: AroundProps<T>) {
  const at = around.at ?? 0;
  const back = () => around.previous && around.go(around.previous, at - 1);
  const on = () => around.next && around.go(around.next, at + 1);
  const command = (id: string, title: string, keys: string[], run: () => void, when: boolean) => ({
    id: `around.${id}`,
    title,
    group,
    keys,
    scope: "page",
    when: () => when,
    run,
  });
  useCommands([
    command("previous", previous, ["K", "Left"], back, around.previous !== null),
    command("next", next, ["J", "Right"], on, around.next !== null),
  ]);
  return (
    <>
      {around.at !== null && around.count !== null && (
        <span className={styles.place}>
          {t("item.place", {
            n: around.at + 1,
            all: around.exact ? formatNumber(around.count) : t("lists.about", { n: around.count }),
          })}
        </span>
      )}
      <IconButton label={previous} keys="K" disabled={!around.previous} onClick={back}>
        <ArrowUp size={16} />
      </IconButton>
      <IconButton label={next} keys="J" disabled={!around.next} onClick={on}>
        <ArrowDown size={16} />
      </IconButton>
    </>
  );
}
