import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { projectsQuery, workQuery } from "@/api/queries";
import type { Command } from "@/editor/commands";
import { useCommandCenter, useCommands } from "./commands";
import { generalCommands } from "./generalCommands";
import { HelpSheet } from "./HelpSheet";
import { t } from "./messages";
import { mayOpen, pages } from "./pages";
import { Palette } from "./Palette";
import { useSession } from "./session";
import { toggleTheme } from "./theme";

const openers = new EventTarget();
export const openPalette = () => openers.dispatchEvent(new Event("palette"));
export const openHelp = () => openers.dispatchEvent(new Event("help"));

/** What can be done everywhere: palette, key sheet, theme and going places. */
export function CommandHost() {
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  const { member } = useSession();
  const { belong } = useCommandCenter();
  const navigate = useNavigate();
  const client = useQueryClient();

  useEffect(() => belong(member.id), [belong, member.id]);

  useEffect(() => {
    const palette = () => setOpen("palette");
    const help = () => setOpen("help");
    openers.addEventListener("palette", palette);
    openers.addEventListener("help", help);
    return () => {
      openers.removeEventListener("palette", palette);
      openers.removeEventListener("help", help);
    };
  }, []);

  const go = (id: string, title: string, to: string): Command => ({
    id,
    title,
    group: t("command.group.go"),
    keys: [],
    scope: "go",
    run: () => void navigate(to),
  });
  const projects = client.getQueryData(projectsQuery.queryKey)?.pages.flatMap((page) => page.items) ?? [];
  const work = client.getQueryData(workQuery.queryKey)?.projects ?? [];
  useCommands([
    ...generalCommands({ palette: () => setOpen("palette"), help: () => setOpen("help"), theme: toggleTheme }),
    ...pages.flatMap((page) =>
      page.nav && mayOpen(page, member) ? [go(`go.${page.path}`, t("command.go", { name: t(page.nav.label) }), page.path)] : [],
    ),
    ...work.map(({ id, name }) => go(`label.${id}`, t("command.labelProject", { name }), `/label/${id}`)),
    ...projects.map(({ id, name }) => go(`project.${id}`, t("command.openProject", { name }), `/projects/${id}`)),
  ]);

  if (open === "palette") return <Palette onClose={() => setOpen(null)} />;
  return open === "help" ? <HelpSheet onClose={() => setOpen(null)} /> : null;
}
