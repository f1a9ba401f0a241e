import { useQuery } from "@tanstack/react-query";
import { FileUp, Play } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useNavigate, useParams } from "react-router";
import { useCommands } from "@/app/commands";
import { t } from "@/app/messages";
import { canJudge, canLabel, canManage } from "@/app/session";
import { projectQuery } from "@/api/queries";
import type { GetProjectResponse } from "@/api/types";
import { Button, ButtonLink } from "@/ui/Button";
import { Failure } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { Tabs } from "@/ui/Tabs";
import { LabelsDialog } from "./LabelsDialog";
import styles from "./ProjectFrame.module.css";

/** A project's heading and its pages, around one of them. */
export function ProjectFrame({ children, fill }: { children: (project: GetProjectResponse) => ReactNode; fill?: boolean }) {
  const { projectId = "" } = useParams();
  const project = useQuery(projectQuery(projectId));
  const at = `/projects/${projectId}`;
  const [bringing, setBringing] = useState(false);
  const navigate = useNavigate();
  useCommands([
    {
      id: "export.latest",
      title: t("export.latest"),
      group: t("project.snapshots"),
      keys: [],
      scope: "page",
      run: () => void navigate(`${at}/snapshots?export`),
    },
  ]);
  return (
    <Page
      title={project.data?.name ?? t("projects.title")}
      back={{ to: "/projects", title: t("projects.title") }}
      fill={fill}
      actions={
        project.data && (
          <>
            {canManage(project.data.role) && (
              <Button icon={<FileUp />} onClick={() => setBringing(true)}>
                {t("labels.import")}
              </Button>
            )}
            {canLabel(project.data.role) && (
              <ButtonLink kind="primary" to={`/label/${projectId}`} icon={<Play />}>
                {t("project.label")}
              </ButtonLink>
            )}
          </>
        )
      }
      tabs={
        <Tabs
          label={t("project.sections")}
          tabs={[
            { to: at, title: t("project.overview"), end: true },
            { to: `${at}/tasks`, title: t("project.tasks") },
            { to: `${at}/batches`, title: t("project.batches") },
            ...(project.data && canJudge(project.data.role)
              ? [
                  { to: `${at}/review`, title: t("project.review") },
                  { to: `${at}/questions`, title: t("questions.title") },
                ]
              : []),
            { to: `${at}/quality`, title: t("project.quality") },
            { to: `${at}/snapshots`, title: t("project.snapshots") },
            ...(project.data && canManage(project.data.role)
              ? [
                  { to: `${at}/people`, title: t("project.people") },
                  { to: `${at}/ontology`, title: t("project.ontology") },
                  { to: `${at}/settings`, title: t("project.settings") },
                ]
              : []),
          ]}
        />
      }
    >
      {project.isPending && (
        <div className={styles.pad}>
          <Skeleton rows={8} />
        </div>
      )}
      {project.error && !project.data && <Failure error={project.error} onRetry={() => void project.refetch()} />}
      {project.data && children(project.data)}
      {bringing && project.data && <LabelsDialog project={project.data} onClose={() => setBringing(false)} />}
    </Page>
  );
}
