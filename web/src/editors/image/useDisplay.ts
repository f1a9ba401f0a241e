import { useSyncExternalStore } from "react";
import { display, type Shown } from "./display";

const subscribe = (reader: () => void) => display.subscribe(reader);
const shown = () => display.shown;

export const useDisplay = (): Shown => useSyncExternalStore(subscribe, shown);
