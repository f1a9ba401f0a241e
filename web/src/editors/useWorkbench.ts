import { useEffect, useState } from "react";
import { openTask } from "./modalities";
import type { Opening, Workbench } from "./task";

/** Opens something in the editor of its modality; null until that is loaded. Another opening is another bench. */
export function useWorkbench(opening: Opening | null): Workbench | null {
  const [opened, setOpened] = useState<{ opening: Opening; bench: Workbench } | null>(null);
  useEffect(() => {
    if (!opening) return;
    let wanted = true;
    void openTask(opening).then((bench) => {
      if (wanted) setOpened({ opening, bench });
    });
    return () => {
      wanted = false;
    };
  }, [opening]);
  // What was open stays on the screen until the next one is there, unless nothing is to be shown.
  return opening ? (opened?.bench ?? null) : null;
}
