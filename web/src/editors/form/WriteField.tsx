import { useEffect, useRef, useState } from "react";
import type { Question } from "@/api/types";
import { t } from "@/app/messages";
import type { Json } from "@/editor/json";
import styles from "./FormPanel.module.css";
import type { FormInput } from "./tool";

const pauseMs = 800;

interface WriteFieldProps {
  question: Question;
  answer: Json;
  labelledBy: string;
  describedBy: string | undefined;
  send: (input: FormInput) => void;
}

/** A text or a number; what is written is one undo step per pause. */
export function WriteField({ question, answer, labelledBy, describedBy, send }: WriteFieldProps) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [typed, setTyped] = useState("");
  const numeric = question.kind === "number";
  useEffect(() => () => clearTimeout(timer.current), []);

  const write = (value: Json) => {
    send({ type: "write", question: question.name, value });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => send({ type: "settle" }), pauseMs);
  };

  const named = {
    "aria-labelledby": labelledBy,
    "aria-describedby": describedBy,
    "data-answer": "",
    onBlur: () => send({ type: "settle" }),
  };
  if (numeric) {
    // "1." is on its way to a number; it is shown as typed for as long as it means the answer.
    const meant = parse(typed);
    return (
      <input
        {...named}
        className={styles.write}
        inputMode="decimal"
        autoComplete="off"
        placeholder={t("label.numberHere")}
        value={meant === answer || typeof answer === "string" ? typed : typeof answer === "number" ? String(answer) : ""}
        onChange={(event) => {
          setTyped(event.target.value);
          write(parse(event.target.value));
        }}
      />
    );
  }
  return (
    <textarea
      {...named}
      className={styles.write}
      dir="auto"
      rows={3}
      placeholder={t("label.textHere")}
      value={typeof answer === "string" ? answer : ""}
      onChange={(event) => write(event.target.value === "" ? null : event.target.value)}
    />
  );
}

/** The number that was typed, the text itself if it is none (so that the check can say so), null for nothing. */
function parse(typed: string): number | string | null {
  const text = typed.trim().replace(",", ".");
  if (text === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
