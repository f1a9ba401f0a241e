import { useKey } from "@/app/commands";
import { formatFigure, t } from "@/app/messages";
import type { LabelledObject } from "@/api/types";
import { sameJson, type Json } from "@/editor/json";
import { classTitle, nameOf } from "@/editors/objects/records";
import type { Source } from "@/editors/review/things";
import { showAnswer } from "@/pages/projects/parts/values";
import { Button } from "@/ui/Button";
import { objectColor } from "@/ui/classColor";
import { cx } from "@/ui/cx";
import { LineSample } from "./Panes";
import type { ReviewSession } from "./ReviewSession";
import styles from "./ThingDetails.module.css";
import { useNow, useReviewed } from "./useSession";

interface ThingDetailsProps {
  session: ReviewSession;
  onReject: () => void;
  onCorrect: () => void;
}

/** The object in hand: who marked it as what, and what can be done with it. */
export function ThingDetails({ session, onReject, onCorrect }: ThingDetailsProps) {
  useReviewed(session);
  useNow(session);
  const keys = {
    accept: useKey("review.accept", "A"),
    reject: useKey("review.reject", "X"),
    correct: useKey("review.correct", "E"),
    restore: useKey("review.restore", "Backspace"),
  };
  const { picked, ontology } = session;
  const thing = session.thing(picked);
  const object = session.object(picked);
  const outcome = session.outcomes().get(picked);
  const shown = object ?? thing?.object;
  if (!shown) return <p className={styles.none}>{t("review.pickOne")}</p>;
  const known = ontology.classes.find(({ name }) => name === shown.class);
  const attributes = (known?.attributes ?? []).filter(
    ({ name }) => valueOf(shown, name) !== null || thing?.sources.some((source) => valueOf(source.object, name) !== null),
  );
  const say = (name: string, value: Json) => {
    const attribute = attributes.find((each) => each.name === name);
    return value === null ? t("review.unanswered") : showAnswer(attribute, value);
  };
  return (
    <div className={styles.details}>
      <h3 className={styles.title} dir="auto">
        <span className={styles.swatch} style={{ background: objectColor(ontology.classes, shown.class) }} aria-hidden="true" />
        {nameOf(ontology, shown, thing?.n ?? session.ids().indexOf(picked) + 1)}
      </h3>
      {thing && thing.sources.length + thing.missing.length > 0 && (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("review.whoSaid")}>
          <table className={styles.table}>
            <tbody>
              {thing.sources.map((source) => (
                <Said
                  key={source.voice.annotationId}
                  source={source}
                  title={classTitle(ontology, source.object.class)}
                  classDiffers={source.object.class !== shown.class}
                  similarity={thing.fact?.sources.find(({ authorId }) => authorId === source.voice.author.id)?.similarity ?? null}
                  attributes={attributes.map(({ name, title }) => ({
                    name,
                    title: title || name,
                    value: say(name, valueOf(source.object, name)),
                    differs: !sameJson(valueOf(source.object, name), valueOf(shown, name)),
                  }))}
                  onTake={() => session.takeFrom(picked, source.object)}
                />
              ))}
              {thing.missing.map((voice) => (
                <tr key={voice.annotationId} className={styles.missing}>
                  <th scope="row">
                    <LineSample n={voice.n} />
                    <span dir="auto">{voice.author.name}</span>
                  </th>
                  <td colSpan={2}>{t("review.didNotMark")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className={styles.actions}>
        <Button small keys={keys.accept} onClick={() => session.accept()} disabled={outcome === "accepted" || outcome === "added"}>
          {t(object === null && thing?.believed === false ? "review.takeIn" : "review.acceptShort")}
        </Button>
        <Button small keys={keys.correct} onClick={onCorrect}>
          {t("review.correct")}
        </Button>
        {object !== null && (
          <Button small keys={keys.reject} onClick={onReject}>
            {t("review.rejectShort")}
          </Button>
        )}
        {outcome !== undefined && outcome !== "open" && thing?.believed !== false && (
          <Button small kind="quiet" onClick={() => session.restore(picked)} title={t("review.restore")} keys={keys.restore}>
            {t("review.restoreShort")}
          </Button>
        )}
      </div>
    </div>
  );
}

const valueOf = (object: LabelledObject, name: string): Json => (object.attributes ?? {})[name] ?? null;

interface SaidProps {
  source: Source;
  title: string;
  classDiffers: boolean;
  similarity: number | null;
  attributes: readonly { name: string; title: string; value: string; differs: boolean }[];
  onTake: () => void;
}

function Said({ source, title, classDiffers, similarity, attributes, onTake }: SaidProps) {
  const { name } = source.voice.author;
  return (
    <tr>
      <th scope="row">
        <LineSample n={source.voice.n} />
        <span dir="auto" title={name}>
          {name}
        </span>
      </th>
      <td className={styles.said}>
        <span className={cx(classDiffers && styles.differs)} dir="auto">
          {title}
        </span>
        {attributes.map((attribute) => (
          <span key={attribute.name} className={cx(styles.attribute, attribute.differs && styles.differs)} dir="auto">
            {attribute.title}: {attribute.value}
          </span>
        ))}
        {similarity !== null && similarity < 0.995 && (
          <span className={styles.alike}>{t("review.similar", { value: formatFigure(similarity) })}</span>
        )}
      </td>
      <td className={styles.take}>
        <Button small kind="quiet" aria-label={t("review.takeFrom", { name })} title={t("review.takeFrom", { name })} onClick={onTake}>
          {t("review.takeShort")}
        </Button>
      </td>
    </tr>
  );
}
