import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { t } from "@/app/messages";
import { IconButton } from "@/ui/Button";

interface CardMovesProps {
  isFirst: boolean;
  isLast: boolean;
  /** What removing says. */
  remove: string;
  onMove: (by: number) => void;
  onRemove: () => void;
}

/** Moves a card of the builder up or down, or takes it away. */
export function CardMoves({ isFirst, isLast, remove, onMove, onRemove }: CardMovesProps) {
  return (
    <>
      <IconButton label={t("builder.up")} disabled={isFirst} onClick={() => onMove(-1)}>
        <ArrowUp size={16} />
      </IconButton>
      <IconButton label={t("builder.down")} disabled={isLast} onClick={() => onMove(1)}>
        <ArrowDown size={16} />
      </IconButton>
      <IconButton label={remove} onClick={onRemove}>
        <Trash2 size={16} />
      </IconButton>
    </>
  );
}
