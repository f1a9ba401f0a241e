import { Plus } from "lucide-react";
import type { Question, QuestionKind } from "@/api/types";
import { t } from "@/app/messages";
import { Button } from "@/ui/Button";
import styles from "./Builder.module.css";
import { QuestionCard } from "./QuestionCard";
import { kinds as questionKinds, nameFrom, option, question, renamed, type Rename } from "./questions";

interface QuestionBuilderProps {
  questions: readonly Question[];
  /** The kinds to choose from. */
  kinds?: readonly QuestionKind[];
  /** What stands before the names in `settled`, for attributes of a class. */
  scope?: string;
  /** Whose attributes they are, where they aren't asked about the whole item. */
  of?: string;
  /** Names that answers already use, as `question` and `question/option`: they stay when words change. */
  settled: ReadonlySet<string>;
  onChange: (questions: Question[]) => void;
}

/** Makes the questions: words, kinds, options, keys and conditions. */
export function QuestionBuilder({ questions, kinds = questionKinds, scope = "", of, settled, onChange }: QuestionBuilderProps) {
  const change = (at: number, next: Question) => {
    const before = questions[at];
    if (!before) return;
    const rename: Rename = {
      question: (name) => (name === before.name ? next.name : name),
      option: (name, chosen) => {
        const place = name === before.name ? before.options.findIndex((each) => each.name === chosen) : -1;
        if (place < 0) return chosen;
        if (next.options.length === before.options.length) return next.options[place]?.name ?? chosen;
        return next.options.some((each) => each.name === chosen) ? chosen : null;
      },
    };
    onChange(
      questions.map((each, place) =>
        place === at ? next : place > at && each.when ? { ...each, when: renamed(each.when, rename) } : each,
      ),
    );
  };

  const move = (at: number, by: number) => {
    const next = [...questions];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(at + by, 0, moved);
    onChange(next);
  };

  const add = () => {
    const names = questions.map(({ name }) => name);
    const fresh = question(nameFrom("", `question_${questions.length + 1}`, names), "", "choice", {
      options: [option("option_1", ""), option("option_2", "")],
    });
    onChange([...questions, fresh]);
  };

  return (
    <div className={styles.builder}>
      {questions.map((each, at) => (
        <QuestionCard
          key={at}
          of={of}
          question={each}
          kinds={kinds}
          scope={scope}
          at={at}
          earlier={questions.slice(0, at)}
          others={questions.filter((_, place) => place !== at).map(({ name }) => name)}
          isLast={at === questions.length - 1}
          settled={settled}
          onChange={(next) => change(at, next)}
          onMove={(by) => move(at, by)}
          onRemove={() => onChange(questions.filter((_, place) => place !== at))}
        />
      ))}
      <Button kind="quiet" icon={<Plus />} onClick={add}>
        {t(scope === "" ? "builder.add" : "builder.addAttribute")}
      </Button>
    </div>
  );
}
