import { t } from "@/app/messages";
import type { Command } from "@/editor/commands";
import { onMac } from "@/ui/Kbd";

export interface LabelActions {
  submit: () => void;
  skip: () => void;
  ask: () => void;
  look: (way: "back" | "forward") => void;
  recent: () => void;
  instructions: () => void;
  pause: () => void;
  panel: () => void;
  scroll: (pages: number) => void;
  leaveField: () => void;
  region: () => void;
}

const command = (id: string, title: string, keys: string[], run: () => void, more: Partial<Command> = {}): Command => ({
  id: `label.${id}`,
  title,
  group: t("command.group.label"),
  keys,
  scope: "page",
  run,
  ...more,
});

// On a Mac these keys move by words in a text; elsewhere the browser would leave the page.
const inText = !onMac;

/** Looking back at the last tasks, also when there is none in hand. */
export function lookCommands(look: LabelActions["look"], recent: () => void): Command[] {
  return [
    command("back", t("recent.previous"), ["Alt+Left"], () => look("back"), { inText }),
    command("forward", t("recent.next"), ["Alt+Right"], () => look("forward"), { inText }),
    command("recent", t("recent.open"), ["Alt+Up"], recent),
  ];
}

/** Everything the keyboard can do on the labelling page besides answering. */
export function labelCommands(act: LabelActions, panelHidden: boolean): Command[] {
  const quiet = { quiet: true };
  return [
    command("submit", t("label.submitCommand"), ["Enter"], act.submit),
    command("submitText", t("label.submitText"), ["Mod+Enter"], act.submit, { inText: true, quiet: true }),
    command("skip", t("label.skip"), ["S"], act.skip),
    command("ask", t("ask.open"), ["F"], act.ask),
    ...lookCommands(act.look, act.recent),
    command("instructions", t("label.instructions"), ["I"], act.instructions),
    command("pause", t("label.pause"), ["P"], act.pause),
    command("panel", t(panelHidden ? "label.panelShow" : "label.panelHide"), ["Q"], act.panel),
    command("scrollDown", t("label.scrollDown"), ["PageDown"], () => act.scroll(1), quiet),
    command("scrollUp", t("label.scrollUp"), ["PageUp"], () => act.scroll(-1), quiet),
    command("region", t("label.region"), ["F6"], act.region, { inText: true, quiet: true }),
    command("leave", t("label.leaveField"), ["Escape"], act.leaveField, { inText: true, quiet: true }),
  ];
}
