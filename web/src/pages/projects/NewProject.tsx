import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useNavigate } from "react-router";
import { t } from "@/app/messages";
import type { PageRoute } from "@/app/pages";
import { api, call } from "@/api/client";
import type { LabelClass, Ontology } from "@/api/types";
import { isJson, type Chosen } from "@/pages/data/parts/chosen";
import { useImport, type Import } from "@/pages/data/parts/useImport";
import { InviteForm } from "@/pages/workspace/parts/InviteForm";
import { Button } from "@/ui/Button";
import { AreaField, TextField } from "@/ui/Field";
import { Failure, Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Pick } from "@/ui/Tabs";
import { checkOntology, withClasses } from "./parts/builder/classes";
import { OntologyBuilder } from "./parts/builder/OntologyBuilder";
import { templates, type Template } from "./parts/builder/templates";
import { CocoClasses } from "./parts/CocoClasses";
import { DataStep, newDataset, useSample, type ChosenData } from "./parts/DataStep";
import styles from "./parts/NewProject.module.css";
import { PolicyFields } from "./parts/PolicyFields";
import { Preview } from "./parts/Preview";

export const route = { path: "/projects/new", frame: "app", roles: ["owner", "manager"] } satisfies PageRoute;

/** What lies beside the pictures and may say what is in them. */
const cocoBeside = ({ found }: Import) => found?.others.find(({ path }) => isJson(path));

const nothingSettled = new Set<string>();
const first = templates[0] as Template;
const templateOf = (id: Template["id"]) => templates.find((one) => one.id === id) ?? first;

/** Data, questions and people on one page; it ends inside the first task. */
export default function NewProject() {
  const [name, setName] = useState("");
  const [data, setData] = useState<ChosenData>({ from: "dataset", datasetId: "" });
  const [template, setTemplate] = useState<Template["id"]>("sentiment");
  const [ontology, setOntology] = useState<Ontology>(first.ontology);
  const [instructions, setInstructions] = useState(first.instructions);
  const [policy, setPolicy] = useState({ redundancy: 3, method: "committee" });
  const [asked, setAsked] = useState(false);
  const flow = useImport(null);
  const sample = useSample(data, flow);
  const navigate = useNavigate();
  const client = useQueryClient();
  const modality = sample?.modality ?? null;

  const hasData = data.from === "dataset" ? data.datasetId !== "" : flow.ready;
  const missing = [!name.trim() && t("new.missing.name"), !hasData && t("new.missing.data"), ...checkOntology(ontology)].filter(
    (one) => one !== false,
  );

  // Asked again after a later step failed, the same data goes into the dataset that was made for it.
  const made = useRef<{ chosen: Chosen; dataset: { id: string; name: string }; begun: boolean } | null>(null);
  const bring = async () => {
    const { chosen } = flow;
    if (!chosen) throw new Error("Nothing was chosen");
    if (made.current?.chosen !== chosen) made.current = { chosen, dataset: await newDataset(chosen.name), begun: false };
    const { dataset, begun } = made.current;
    if (!begun) await (flow.quick ? flow.runNow(dataset.id) : flow.run(dataset));
    made.current.begun = true;
    return dataset.id;
  };

  const create = useMutation({
    mutationFn: async () => {
      const datasetId = data.from === "file" ? await bring() : data.datasetId;
      return call(api.POST("/api/projects", { body: { name: name.trim(), datasetId, ontology, instructions, ...policy } }));
    },
    onSuccess: ({ id }) => {
      for (const key of ["projects", "datasets", "work"]) void client.invalidateQueries({ queryKey: [key] });
      const there = data.from === "dataset" || flow.quick;
      void navigate(`/label/${id}`, { state: { arriving: !there } });
    },
  });

  const start = (id: Template["id"]) => {
    const chosen = templateOf(id);
    setTemplate(id);
    setOntology(chosen.ontology);
    setInstructions(chosen.instructions);
  };

  // What the template asked for goes with it, what somebody wrote stays.
  const takeClasses = (classes: LabelClass[]) => {
    const kept = templateOf(template).ontology === ontology ? { relations: [], questions: [] } : ontology;
    setOntology(withClasses({ ...kept, version: 1, classes: ontology.classes }, classes));
    if (instructions === templateOf(template).instructions) setInstructions("");
    setTemplate("blank");
  };

  // Pictures want another template than texts; what somebody has begun to change stays theirs.
  const untouched = templateOf(template).ontology === ontology;
  const fits = templateOf(template).modality === null || modality === null || templateOf(template).modality === modality;
  useEffect(() => {
    if (!untouched || fits) return;
    const better = templates.find((one) => one.modality === modality) ?? first;
    setTemplate(better.id);
    setOntology(better.ontology);
    setInstructions(better.instructions);
  }, [untouched, fits, modality]);
  const offered = templates.filter((one) => modality === null || one.modality === null || one.modality === modality);

  const submit = () => {
    setAsked(true);
    if (missing.length === 0) create.mutate();
  };

  return (
    <Page
      title={t("new.title")}
      back={{ to: "/projects", title: t("projects.title") }}
      wide
      actions={
        <Button kind="primary" disabled={create.isPending} onClick={submit}>
          {t("new.create")}
        </Button>
      }
    >
      <div className={styles.page}>
        <div className={styles.steps}>
          {create.error && <Failure error={create.error} onRetry={submit} />}
          {asked && missing.length > 0 && (
            <Notice kind="bad" title={missing[0] ?? ""}>
              {missing.slice(1).map((one) => (
                <p key={one}>{one}</p>
              ))}
            </Notice>
          )}
          <TextField
            label={t("new.name")}
            placeholder={t("new.namePlaceholder")}
            value={name}
            maxLength={120}
            onChange={(event) => setName(event.target.value)}
          />
          <Step n={1} title={t("new.data")} lead={t("new.dataLead")}>
            <DataStep chosen={data} flow={flow} onChange={setData} />
          </Step>
          <Step n={2} title={t("new.questions")} lead={t("new.questionsLead")}>
            <Pick
              label={t("new.template")}
              value={template}
              options={offered.map(({ id }) => ({ value: id, title: t(`template.${id}`) }))}
              onPick={start}
            />
            {modality !== "text" && <CocoClasses beside={data.from === "file" ? cocoBeside(flow) : undefined} onClasses={takeClasses} />}
            <div className={styles.gap}>
              <OntologyBuilder ontology={ontology} modality={modality} settled={nothingSettled} onChange={setOntology} />
            </div>
            <AreaField
              className={styles.gap}
              label={t("settings.instructions")}
              hint={t("settings.instructionsHint")}
              value={instructions}
              rows={4}
              onChange={(event) => setInstructions(event.target.value)}
            />
          </Step>
          <Step n={3} title={t("new.people")} lead={t("new.peopleLead")}>
            <PolicyFields {...policy} onChange={(change) => setPolicy({ ...policy, ...change })} />
            <h3 className={styles.invite}>{t("new.invite")}</h3>
            <p className={styles.inviteLead}>{t("new.inviteLead")}</p>
            <InviteForm />
          </Step>
        </div>
        <div className={styles.preview}>
          <Preview ontology={ontology} sample={sample} />
        </div>
      </div>
    </Page>
  );
}

function Step({ n, title, lead, children }: { n: number; title: string; lead: string; children: ReactNode }) {
  return (
    <section className={styles.step}>
      <header>
        <span className={styles.n} aria-hidden="true">
          {n}
        </span>
        <h2>{title}</h2>
        <span className={styles.lead}>{lead}</span>
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  );
}
