import {
  Database,
  FolderKanban,
  HardDrive,
  Inbox,
  KeyRound,
  LogOut,
  Monitor,
  Moon,
  PanelLeftClose,
  PanelLeftOpen,
  ScrollText,
  Search,
  Sun,
  UserRound,
  Users,
  Webhook,
} from "lucide-react";
import { NavLink, Outlet, useNavigate } from "react-router";
import { cx } from "@/ui/cx";
import { IconButton } from "@/ui/Button";
import { Kbd } from "@/ui/Kbd";
import { Menu } from "@/ui/Menu";
import { openPalette } from "./CommandHost";
import { JobsTray } from "./jobs/JobsTray";
import { t } from "./messages";
import { mayOpen, pages } from "./pages";
import { PlainHttpWarning } from "./PlainHttpWarning";
import { usePreference } from "./preference";
import { canManage, useSession, useSignOut } from "./session";
import styles from "./Shell.module.css";
import { setTheme } from "./theme";
import { UndoBar } from "./undo";
import { WebhookWarning } from "./WebhookWarning";

const icons = {
  work: Inbox,
  projects: FolderKanban,
  data: Database,
  members: Users,
  keys: KeyRound,
  storage: HardDrive,
  audit: ScrollText,
  webhooks: Webhook,
};
const places = pages.flatMap((page) => (page.nav ? [{ ...page, nav: page.nav }] : []));

/** The sidebar and the page beside it. */
export function Shell() {
  const { member, workspace } = useSession();
  const [narrow, setNarrow] = usePreference("sidebar.narrow", false);
  const signOut = useSignOut();
  const navigate = useNavigate();

  return (
    <div className={cx(styles.shell, narrow && styles.narrow)}>
      <a className={styles.skip} href="#content">
        {t("nav.skip")}
      </a>
      <aside className={styles.sidebar}>
        <div className={styles.top}>
          <span className={styles.mark} aria-hidden="true">
            {workspace.name.slice(0, 1).toUpperCase()}
          </span>
          <span className={styles.workspace}>{workspace.name}</span>
          <IconButton className={styles.collapse} label={t(narrow ? "nav.expand" : "nav.collapse")} onClick={() => setNarrow(!narrow)}>
            {narrow ? <PanelLeftOpen size={16} /> : <PanelLeftClose size={16} />}
          </IconButton>
        </div>
        <button type="button" className={styles.search} onClick={openPalette}>
          <Search size={14} />
          <span>{t("nav.search")}</span>
          <Kbd keys="Mod+K" />
        </button>
        <nav aria-label={t("nav.label")} className={styles.nav}>
          {places
            .filter((place) => mayOpen(place, member))
            .map(({ path, nav }) => {
              const Icon = icons[nav.icon];
              return (
                <NavLink
                  key={path}
                  to={path}
                  end={path === "/"}
                  className={({ isActive }) => cx(styles.place, isActive && styles.here)}
                  title={narrow ? t(nav.label) : undefined}
                >
                  <Icon size={16} aria-hidden="true" />
                  <span>{t(nav.label)}</span>
                </NavLink>
              );
            })}
        </nav>
        {canManage(member.role) && <JobsTray />}
        <Menu
          label={t("session.menu")}
          align="start"
          className={styles.account}
          up
          trigger={
            <>
              <span className={styles.face} aria-hidden="true">
                {member.name.slice(0, 1).toUpperCase()}
              </span>
              <span className={styles.who}>
                <span>{member.name}</span>
                <small>{t(`role.${member.role}`)}</small>
              </span>
            </>
          }
          items={[
            { id: "account", title: t("session.account"), icon: <UserRound size={16} />, run: () => void navigate("/account") },
            { id: "light", title: t("theme.light"), icon: <Sun size={16} />, run: () => setTheme("light") },
            { id: "dark", title: t("theme.dark"), icon: <Moon size={16} />, run: () => setTheme("dark") },
            { id: "system", title: t("theme.system"), icon: <Monitor size={16} />, run: () => setTheme("system") },
            { id: "out", title: t("session.signOut"), icon: <LogOut size={16} />, run: () => void signOut() },
          ]}
        />
      </aside>
      <div className={styles.body}>
        <PlainHttpWarning />
        <WebhookWarning />
        <main id="content" className={styles.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <UndoBar />
    </div>
  );
}
