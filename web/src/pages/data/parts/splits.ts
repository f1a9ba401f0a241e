import { t } from "@/app/messages";

/** What most datasets are divided into. */
export const usualSplits: readonly string[] = [t("items.splitTrain"), t("items.splitValidation"), t("items.splitTest")];
