import { Eye } from "lucide-react";
import { useMemo, useState } from "react";
import { formatFigure, formatNumber, t } from "@/app/messages";
import type { AnswerDocument, LabelledObject, Ontology, Proposal, ProposalFact } from "@/api/types";
import { inOrder, nameOf } from "@/editors/objects/records";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { objectColor } from "@/ui/classColor";
import { cx } from "@/ui/cx";
import { Section } from "@/ui/Page";
import styles from "./Together.module.css";

interface TogetherProps {
  proposal: Proposal;
  ontology: Ontology;
  /** Whether it is what the item shows now. */
  shown: boolean;
  picked: string;
  onPick: (id: string) => void;
}

const first = 40;

/** What is believed with what is left out, which stands apart: so that each mark keeps its number. */
export function withLeftOut({ proposed, leftOut }: Proposal): { document: AnswerDocument; apart: readonly string[] } {
  return { document: { ...proposed, objects: [...proposed.objects, ...leftOut.objects] }, apart: leftOut.objects.map(({ id }) => id) };
}

/** The marks of several people as one: how sure each is and whose it was, what is open first. */
export function Together({ proposal, ontology, shown, picked, onPick }: TogetherProps) {
  const facts = useMemo(() => new Map(proposal.facts.map((fact) => [fact.id, fact])), [proposal]);
  const places = useMemo(() => new Map(inOrder(proposal.facts.map(({ id }) => id)).map((id, at) => [id, at + 1])), [proposal]);
  const all = proposal.facts.length;
  return (
    <Section
      title={t("together.title")}
      lead={
        all > 0
          ? t("together.lead", {
              n: formatNumber(proposal.proposed.objects.length),
              all: formatNumber(all),
              value: formatFigure(proposal.confidence),
            })
          : undefined
      }
      actions={
        <IconButton label={t("together.show")} aria-pressed={shown} onClick={() => onPick("")}>
          <Eye size={14} />
        </IconButton>
      }
    >
      {all === 0 && <p className={styles.none}>{t("together.none")}</p>}
      <Things
        objects={proposal.proposed.objects}
        facts={facts}
        places={places}
        ontology={ontology}
        picked={shown ? picked : ""}
        onPick={onPick}
      />
      {proposal.leftOut.objects.length > 0 && (
        <>
          <h3 className={styles.part}>{t("together.leftOut")}</h3>
          <p className={styles.none}>{t("together.leftOutLead")}</p>
          <Things
            objects={proposal.leftOut.objects}
            facts={facts}
            places={places}
            ontology={ontology}
            picked={shown ? picked : ""}
            onPick={onPick}
          />
        </>
      )}
    </Section>
  );
}

interface ThingsProps extends Pick<TogetherProps, "ontology" | "picked" | "onPick"> {
  /** The number of each, as the item shows it. */
  places: ReadonlyMap<string, number>;
  objects: readonly LabelledObject[];
  facts: ReadonlyMap<string, ProposalFact>;
}

function Things({ objects, facts, places, ontology, picked, onPick }: ThingsProps) {
  const [most, setMost] = useState(first);
  const rows = useMemo(
    () =>
      objects
        .flatMap((object) => {
          const fact = facts.get(object.id);
          return fact ? [{ object, fact }] : [];
        })
        .sort((a, b) => b.fact.open.length - a.fact.open.length || a.fact.confidence - b.fact.confidence),
    [objects, facts],
  );
  return (
    <>
      <ul className={styles.things}>
        {rows.slice(0, most).map(({ object, fact }) => (
          <li key={fact.id}>
            <button
              type="button"
              className={cx(styles.thing, picked === fact.id && styles.picked)}
              aria-pressed={picked === fact.id}
              onClick={() => onPick(fact.id)}
            >
              <span className={styles.swatch} style={{ background: objectColor(ontology.classes, object.class) }} aria-hidden="true" />
              <span className={styles.name} dir="auto">
                {nameOf(ontology, object, places.get(fact.id) ?? 0)}
              </span>
              <span className={styles.open}>
                {fact.open.map((what) => (
                  <Badge key={what} tone="warn">
                    {openOf(ontology, object, what)}
                  </Badge>
                ))}
              </span>
              <span className={styles.figure}>{formatFigure(fact.confidence)}</span>
              <span className={styles.from} dir="auto">
                {[
                  t("together.by", { votes: fact.votes, seen: fact.seen }),
                  fact.sources.map(({ author }) => author).join(", "),
                  fact.agreement !== null && t("together.agreement", { value: formatFigure(fact.agreement) }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {rows.length > most && (
        <Button kind="quiet" small onClick={() => setMost(most + 200)}>
          {t("together.more", { n: Math.min(200, rows.length - most) })}
        </Button>
      )}
    </>
  );
}

/** What about an object nobody can stand behind. */
export function openOf(ontology: Ontology, object: LabelledObject, what: string): string {
  if (what === "existence" || what === "class") return t(`together.open.${what}`);
  const attributes = ontology.classes.find(({ name }) => name === object.class)?.attributes ?? [];
  return t("together.open.attribute", { name: attributes.find(({ name }) => name === what)?.title ?? what });
}
