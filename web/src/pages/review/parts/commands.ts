import { t } from "@/app/messages";
import type { Command } from "@/editor/commands";
import { onMac } from "@/ui/Kbd";

export interface ReviewActions {
  accept: () => void;
  reject: () => void;
  restore: () => void;
  correct: () => void;
  acceptAll: () => void;
  rejectAll: () => void;
  undo: () => void;
  redo: () => void;
  step: (by: 1 | -1) => void;
  move: (by: 1 | -1) => void;
  comment: () => void;
  history: () => void;
  view: () => void;
  differences: () => void;
  queue: () => void;
  panel: () => void;
  region: () => void;
}

const command = (id: string, title: string, keys: string[], run: () => void, more: Partial<Command> = {}): Command => ({
  id: `review.${id}`,
  title,
  group: t("command.group.review"),
  keys,
  scope: "page",
  run,
  ...more,
});

const inText = !onMac;

/** What a reviewer does whether they look or correct. */
function everywhere(act: ReviewActions): Command[] {
  return [
    command("acceptText", t("review.acceptText"), ["Mod+Enter"], act.acceptAll, { inText: true, quiet: true }),
    command("rejectAll", t("review.rejectAll"), ["Shift+X"], act.rejectAll),
    command("comment", t("review.comment"), ["F"], act.comment),
    command("queue", t("review.queueToggle"), ["Alt+Q"], act.queue),
    command("panel", t("review.panelToggle"), ["Q"], act.panel),
    command("region", t("label.region"), ["F6"], act.region, { inText: true, quiet: true }),
    command("nextTask", t("review.nextTask"), ["Alt+Down"], () => act.move(1), { inText }),
    command("previousTask", t("review.previousTask"), ["Alt+Up"], () => act.move(-1), { inText }),
  ];
}

/** Everything the keyboard can do while one looks at a proposal and judges it. */
export function judgeCommands(act: ReviewActions, objects = true): Command[] {
  const single = [
    command("accept", t("review.accept"), ["A"], act.accept),
    command("reject", t("review.reject"), ["X"], act.reject),
    command("restore", t("review.restore"), ["Backspace"], act.restore),
    command("next", t("review.nextObject"), ["Tab"], () => act.step(1)),
    command("previous", t("review.previousObject"), ["Shift+Tab"], () => act.step(-1)),
    command("view", t("review.viewToggle"), ["V"], act.view),
    command("differences", t("review.differencesToggle"), ["D"], act.differences),
  ];
  return [
    ...everywhere(act),
    command("acceptAll", t("review.acceptAll"), ["Enter"], act.acceptAll),
    command("correct", t("review.correct"), ["E"], act.correct),
    command("undo", t("review.undo"), ["Mod+Z"], act.undo),
    command("redo", t("label.redo"), ["Mod+Shift+Z", "Mod+Y"], act.redo),
    command("down", t("review.nextTaskPlain"), ["J"], () => act.move(1), { quiet: true }),
    command("up", t("review.previousTaskPlain"), ["K"], () => act.move(-1), { quiet: true }),
    command("history", t("review.history"), ["H"], act.history),
    ...(objects ? single : []),
  ];
}

/** Everything besides the editor's own keys while one corrects. */
export function correctCommands(act: ReviewActions, done: () => void): Command[] {
  const leave = () => {
    const { activeElement } = document;
    const writing = activeElement instanceof HTMLElement && activeElement.matches("input, textarea, select, [contenteditable]");
    if (writing) activeElement.blur();
    else done();
  };
  return [
    ...everywhere(act),
    command("done", t("review.done"), ["Enter"], done),
    command("leave", t("review.doneLeave"), ["Escape"], leave, { inText: true, quiet: true }),
  ];
}

/** Where there are only questions, they are answered at once: nothing has to be opened for that. */
export function answerCommands(commands: readonly Command[]): Command[] {
  return commands.filter(({ id }) => id !== "form.undo" && id !== "form.redo");
}

/** The keys of a picture or text that is only looked at; what judging has a key for keeps it. */
export function lookingCommands(commands: readonly Command[]): Command[] {
  return commands.map((each) => (each.id === "image.show" ? { ...each, id: "review.show", keys: ["G"] } : each));
}
