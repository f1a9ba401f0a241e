import { useMemo } from "react";
import { useKey } from "@/app/commands";
import { t } from "@/app/messages";
import { personColor, personLine, showProposal, showVoice } from "@/editors/review/showing";
import { withPins, type Pin } from "@/editors/review/pins";
import type { Voice } from "@/editors/review/things";
import type { ItemPlace } from "@/editors/task";
import { dashes } from "@/editors/looks";
import { CheckField } from "@/ui/Field";
import { Kbd } from "@/ui/Kbd";
import { Pick as Choice } from "@/ui/Tabs";
import { AnswerTable } from "./AnswerTable";
import { Pane } from "./Pane";
import styles from "./Panes.module.css";
import type { ReviewSession } from "./ReviewSession";
import { useNow, useReviewed } from "./useSession";

export type View = "overlay" | "side";

export interface Looking {
  readonly view: View;
  readonly onlyDifferences: boolean;
  /** Whose marks aren't shown over the proposal, by author. */
  readonly hidden: readonly string[];
  /** Which answers stand beside the proposal, by author; the first ones where nothing was chosen. */
  readonly chosen: readonly string[];
}

interface PanesProps {
  session: ReviewSession;
  looking: Looking;
  /** What comments are about. */
  pins: readonly (Pin | null)[];
  onLooking: (next: Partial<Looking>) => void;
  onPlace: ((place: ItemPlace) => void) | null;
}

const mostBeside = 3;

/** The proposal with everybody's marks over it, or side by side with their answers; below, what everybody answered. */
export function Panes({ session, looking, pins, onLooking, onPlace }: PanesProps) {
  useReviewed(session);
  const { now, marks } = useNow(session);
  const { ontology, things, voices, picked } = session;
  const keys = { view: useKey("review.view", "V"), differences: useKey("review.differences", "D") };
  const marking = ontology.classes.length > 0;
  const side = marking && looking.view === "side" && voices.length > 0;
  const over = useMemo(
    () => (side || !marking ? [] : voices.filter(({ author, counted }) => counted && !looking.hidden.includes(author.id))),
    [side, marking, voices, looking.hidden],
  );
  const beside = side ? besideOf(voices, looking.chosen) : [];
  const proposal = useMemo(
    () =>
      withPins(
        showProposal({ ontology, things, now, marks, over, onlyDifferences: looking.onlyDifferences, picked: side ? "" : picked }),
        things,
        pins,
      ),
    [ontology, things, now, marks, over, looking.onlyDifferences, side, picked, pins],
  );

  const choose = (place: number, author: string) => {
    const next = beside.map((voice) => voice.author.id);
    const at = next.indexOf(author);
    // Whoever is shown elsewhere changes places.
    if (at >= 0) next[at] = next[place] ?? "";
    next[place] = author;
    onLooking({ chosen: next });
  };

  return (
    <div className={styles.frame}>
      {marking && (
        <div className={styles.bar}>
          <Choice
            label={t("review.view")}
            value={side ? "side" : "overlay"}
            options={[
              { value: "overlay", title: t("review.overlay") },
              { value: "side", title: t("review.side") },
            ]}
            onPick={(view: View) => onLooking({ view })}
          />
          <Kbd keys={keys.view} />
          {!side && (
            <>
              <div className={styles.people} role="group" aria-label={t("review.whose")}>
                {voices
                  .filter(({ counted }) => counted)
                  .map((voice) => {
                    const off = looking.hidden.includes(voice.author.id);
                    return (
                      <button
                        key={voice.annotationId}
                        type="button"
                        aria-pressed={!off}
                        title={t(off ? "review.show" : "review.hide", { name: voice.author.name })}
                        className={styles.person}
                        onClick={() =>
                          onLooking({
                            hidden: off ? looking.hidden.filter((id) => id !== voice.author.id) : [...looking.hidden, voice.author.id],
                          })
                        }
                      >
                        <LineSample n={voice.n} />
                        <span dir="auto">{voice.author.name}</span>
                      </button>
                    );
                  })}
              </div>
              <CheckField
                label={t("review.differences")}
                className={styles.only}
                checked={looking.onlyDifferences}
                onChange={(event) => onLooking({ onlyDifferences: event.target.checked })}
              />
              <Kbd keys={keys.differences} />
            </>
          )}
        </div>
      )}
      <div className={styles.panes} data-count={1 + beside.length}>
        <Pane
          session={session}
          shown={proposal}
          leads
          label={t("review.proposalNow")}
          onPlace={onPlace}
          head={<strong>{t("review.proposalNow")}</strong>}
        />
        {beside.map((voice, place) => (
          <VoicePane
            key={`${place} ${voice.annotationId}`}
            session={session}
            voice={voice}
            place={place}
            all={voices}
            onChoose={(author) => choose(place, author)}
            onPlace={onPlace}
          />
        ))}
      </div>
      {ontology.questions.length > 0 && <AnswerTable session={session} alone={!marking} />}
    </div>
  );
}

/** Those whose answers count stand first, in the order in which they came. */
function besideOf(voices: readonly Voice[], chosen: readonly string[]): Voice[] {
  const picked = chosen.flatMap((id) => voices.find(({ author }) => author.id === id) ?? []);
  const others = voices.filter((voice) => !picked.includes(voice)).sort((a, b) => Number(b.counted) - Number(a.counted) || a.n - b.n);
  return [...picked, ...others].slice(0, mostBeside);
}

interface VoicePaneProps {
  session: ReviewSession;
  voice: Voice;
  place: number;
  all: readonly Voice[];
  onChoose: (author: string) => void;
  onPlace: ((place: ItemPlace) => void) | null;
}

function VoicePane({ session, voice, place, all, onChoose, onPlace }: VoicePaneProps) {
  const { ontology, things } = session;
  const shown = useMemo(() => showVoice(ontology, things, voice), [ontology, things, voice]);
  return (
    <Pane
      session={session}
      shown={shown}
      leads={false}
      label={voice.author.name}
      onPlace={onPlace}
      head={
        <>
          <LineSample n={voice.n} />
          {all.length > mostBeside ? (
            <select
              className={styles.choose}
              aria-label={t("review.pane", { n: place + 2 })}
              value={voice.author.id}
              onChange={(event) => onChoose(event.target.value)}
            >
              {all.map(({ author, annotationId }) => (
                <option key={annotationId} value={author.id}>
                  {author.name}
                </option>
              ))}
            </select>
          ) : (
            <strong className={styles.name} dir="auto" title={voice.author.name}>
              {voice.author.name}
            </strong>
          )}
          <span className={styles.facts}>
            {[t("review.marks", { n: voice.document.objects.length }), !voice.counted && t("review.notCounted")]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </>
      }
    />
  );
}

/** The line that a person's marks are drawn with. */
export function LineSample({ n }: { n: number }) {
  return (
    <svg className={styles.sample} width="22" height="8" aria-hidden="true">
      <line
        x1="1"
        y1="4"
        x2="21"
        y2="4"
        stroke={personColor(n)}
        strokeWidth="2.5"
        strokeLinecap="round"
        strokeDasharray={dashes[personLine(n)].join(" ")}
      />
    </svg>
  );
}
