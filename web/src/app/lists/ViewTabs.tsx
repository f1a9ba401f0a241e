import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BookmarkPlus, Ellipsis, Pencil, RotateCcw, Save, Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { Menu } from "@/ui/Menu";
import { Failure } from "@/ui/Notice";
import { t } from "../messages";
import { deleteView, saveView, viewsQuery, type ListPlace } from "./calls";
import { plainState, sameList, spellState, type ListState } from "./filter";
import styles from "./ViewTabs.module.css";
import type { SavedView } from "./calls";

interface ViewTabsProps {
  on: ListPlace;
  what: string;
  state: ListState;
  columns: readonly string[];
  /** The columns differ from those of the view. */
  columnsChanged: boolean;
  mayWrite: boolean;
  onState: (state: ListState) => void;
  onSaid: (text: string) => void;
  /** The view's columns are to be shown again. */
  onColumns: () => void;
  children: ReactNode;
}

const stateOf = ({ filter, sort, layout, id }: SavedView): ListState => ({ filter, sort, layout, view: id });

/** The saved views of a list as tabs, and the way to make one of what is on the screen. */
export function ViewTabs({ on, what, state, columns, columnsChanged, mayWrite, onState, onSaid, onColumns, children }: ViewTabsProps) {
  const client = useQueryClient();
  const views = useQuery(viewsQuery(on)).data ?? [];
  const here = views.find(({ id }) => id === state.view);
  const changed = here ? !sameList(stateOf(here), state) || columnsChanged : !sameList(plainState, state);
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);

  const write = useMutation({
    mutationFn: async ({
      name,
      old,
      view,
    }: {
      name: string;
      old?: SavedView;
      view: Omit<ListState, "view"> & { columns: readonly string[] };
    }) => {
      const { filter, sort, layout, columns: shown } = view;
      const saved = await saveView({ on, name, filter, sort, layout, columns: shown });
      // A name is what a view is called by: under another one it is another view, and the old one goes.
      if (old && old.id !== saved.id) await deleteView(old.id);
      await client.invalidateQueries({ queryKey: ["views", on] });
      return { name, state: { filter, sort, layout, view: saved.id } };
    },
    onSuccess: ({ name, state: kept }) => {
      setNaming(null);
      onSaid(t("lists.viewSaved", { name }));
      onState(kept);
    },
  });
  const remove = useMutation({
    mutationFn: async (view: SavedView) => {
      await deleteView(view.id);
      await client.invalidateQueries({ queryKey: ["views", on] });
    },
    onSuccess: (_, view) => {
      onSaid(t("lists.viewDeleted", { name: view.name }));
      onState({ ...state, view: null });
    },
  });

  const tab = (name: string, to: ListState, isHere: boolean) => (
    <Link
      to={{ search: spellState(to) }}
      aria-current={isHere ? "page" : undefined}
      className={cx(styles.tab, isHere && styles.here)}
      title={name}
      dir="auto"
    >
      {name}
    </Link>
  );

  return (
    <div className={styles.bar}>
      <nav aria-label={t("lists.views")} className={styles.tabs}>
        {tab(t("lists.viewAll", { what }), plainState, !here)}
        {views.map((view) => (
          <span key={view.id} className={styles.view}>
            {tab(view.name, stateOf(view), view === here)}
            {view === here && mayWrite && (
              <Menu
                label={t("lists.viewMenu", { name: view.name })}
                align="start"
                className={styles.more}
                trigger={<Ellipsis size={14} aria-label={t("lists.viewMenu", { name: view.name })} />}
                items={[
                  ...(changed
                    ? [
                        {
                          id: "reset",
                          title: t("lists.viewReset", { name: view.name }),
                          icon: <RotateCcw size={14} />,
                          run: () => {
                            onColumns();
                            onState(stateOf(view));
                          },
                        },
                      ]
                    : []),
                  { id: "rename", title: t("lists.viewRename"), icon: <Pencil size={14} />, run: () => setNaming("rename") },
                  { id: "delete", title: t("lists.viewDelete"), icon: <Trash2 size={14} />, danger: true, run: () => remove.mutate(view) },
                ]}
              />
            )}
          </span>
        ))}
        {mayWrite && changed && here && (
          <Button
            kind="quiet"
            small
            icon={<Save />}
            disabled={write.isPending}
            onClick={() => write.mutate({ name: here.name, view: { ...state, columns } })}
          >
            {t("lists.viewUpdate", { name: here.name })}
          </Button>
        )}
        {mayWrite && changed && (
          <Button kind="quiet" small icon={<BookmarkPlus />} onClick={() => setNaming("new")}>
            {t("lists.saveView")}
          </Button>
        )}
      </nav>
      <div className={styles.controls}>{children}</div>
      {naming && (
        <NameDialog
          title={naming === "rename" && here ? t("lists.viewRenameTitle", { name: here.name }) : t("lists.saveViewTitle")}
          lead={naming === "new"}
          name={naming === "rename" ? (here?.name ?? "") : ""}
          taken={views.map(({ name }) => name)}
          busy={write.isPending}
          error={write.error}
          onClose={() => {
            write.reset();
            setNaming(null);
          }}
          onName={(name) =>
            naming === "rename" && here
              ? write.mutate({ name, old: here, view: here })
              : write.mutate({ name, view: { ...state, columns } })
          }
        />
      )}
      {!naming && (write.error ?? remove.error) && <Failure error={write.error ?? remove.error ?? new Error()} />}
    </div>
  );
}

interface NameDialogProps {
  title: string;
  lead: boolean;
  name: string;
  taken: readonly string[];
  busy: boolean;
  error: Error | null;
  onClose: () => void;
  onName: (name: string) => void;
}

function NameDialog({ title, lead, name, taken, busy, error, onClose, onName }: NameDialogProps) {
  const [text, setText] = useState(name);
  const wanted = text.trim();
  const replaces = wanted !== name && taken.includes(wanted);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" type="submit" form="name-view" disabled={wanted === "" || busy}>
            {t("ui.save")}
          </Button>
        </>
      }
    >
      <form
        id="name-view"
        onSubmit={(event) => {
          event.preventDefault();
          onName(wanted);
        }}
      >
        {lead && <p className={styles.lead}>{t("lists.saveViewLead")}</p>}
        <TextField
          data-focus
          dir="auto"
          label={t("lists.viewName")}
          value={text}
          maxLength={80}
          hint={replaces ? t("lists.viewReplaces") : undefined}
          onChange={(event) => setText(event.target.value)}
        />
        {error && <Failure error={error} />}
      </form>
    </Dialog>
  );
}
