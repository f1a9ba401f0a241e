import type { ComponentType } from "react";
import { createBrowserRouter, Navigate, Outlet, useRouteError, type RouteObject } from "react-router";
import { Compass, Lock, Unplug } from "lucide-react";
import { Button, ButtonLink } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { CommandProvider } from "./commands";
import { CommandHost } from "./CommandHost";
import { t } from "./messages";
import { mayOpen, pages, type FoundPage } from "./pages";
import { SessionProvider, useSession } from "./session";
import { Shell } from "./Shell";

const routeOf = (page: FoundPage): RouteObject => ({
  path: page.path,
  lazy: async () => {
    const Content = (await page.load()).default;
    return { Component: page.frame === "open" ? Content : () => <Guarded page={page} Content={Content} /> };
  },
});

const framed = (frame: FoundPage["frame"]) => pages.filter((page) => page.frame === frame).map(routeOf);

export const router = createBrowserRouter([
  {
    element: (
      <CommandProvider>
        <Outlet />
      </CommandProvider>
    ),
    errorElement: <Broken />,
    hydrateFallbackElement: <></>,
    children: [
      ...framed("open"),
      {
        element: (
          <SessionProvider>
            <CommandHost />
            <Outlet />
          </SessionProvider>
        ),
        children: [
          ...framed("bare"),
          { element: <Shell />, errorElement: <Broken />, children: [...framed("app"), { path: "*", element: <NotFound /> }] },
        ],
      },
    ],
  },
]);

function Guarded({ page, Content }: { page: FoundPage; Content: ComponentType }) {
  const { member } = useSession();
  if (mayOpen(page, member)) return <Content />;
  // Whoever has no work of their own begins with everybody's.
  if (page.path === "/") return <Navigate to="/projects" replace />;
  return (
    <Empty level={1} icon={<Lock size={20} />} title={t("error.notYours")} action={<ButtonLink to="/">{t("nav.home")}</ButtonLink>}>
      {t("error.notYoursTodo", { role: t(`role.${member.role}`).toLowerCase() })}
    </Empty>
  );
}

function NotFound() {
  return (
    <Empty level={1} icon={<Compass size={20} />} title={t("error.notFound")} action={<ButtonLink to="/">{t("nav.home")}</ButtonLink>}>
      {t("error.notFoundTodo")}
    </Empty>
  );
}

function Broken() {
  const error = useRouteError();
  return (
    <Empty
      level={1}
      icon={<Unplug size={20} />}
      title={t("error.page")}
      action={<Button onClick={() => globalThis.location.reload()}>{t("ui.reload")}</Button>}
    >
      {t("error.pageTodo")} {error instanceof Error && <code>{error.message}</code>}
    </Empty>
  );
}
