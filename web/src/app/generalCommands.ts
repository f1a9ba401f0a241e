import type { Command } from "@/editor/commands";
import { t } from "./messages";

export interface GeneralActions {
  palette: () => void;
  help: () => void;
  theme: () => void;
}

/** What can be done everywhere. */
export function generalCommands(act: GeneralActions): Command[] {
  const command = (id: string, title: string, keys: string[], run: () => void): Command => ({
    id,
    title,
    group: t("command.group.general"),
    keys,
    scope: "page",
    run,
  });
  return [
    { ...command("palette", t("command.palette"), ["Mod+K"], act.palette), inText: true },
    command("help", t("command.help"), ["?"], act.help),
    command("theme", t("theme.toggle"), [], act.theme),
  ];
}
