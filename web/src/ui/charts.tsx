import { formatFigure, formatNumber, formatPercent, t } from "@/app/messages";
import styles from "./charts.module.css";

/** A figure between 0 and 1 with its interval on one axis; all of them share the same scale. */
export function Interval({ value, low, high, label }: { value: number; low: number | null; high: number | null; label: string }) {
  const at = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;
  return (
    <svg className={styles.interval} role="img" aria-label={label} width="100%" height="14">
      <line x1="0" x2="100%" y1="7" y2="7" className={styles.axis} />
      {[0, 0.5, 1].map((tick) => (
        <line key={tick} x1={at(tick)} x2={at(tick)} y1="4" y2="10" className={styles.axis} />
      ))}
      {low !== null && high !== null && <line x1={at(low)} x2={at(high)} y1="7" y2="7" className={styles.range} />}
      <circle cx={at(value)} cy="7" r="4" className={styles.point} />
    </svg>
  );
}

/** How many tasks lie in each tenth. */
export function Histogram({ bins, label }: { bins: readonly { from: number; to: number; tasks: number }[]; label: string }) {
  const most = Math.max(1, ...bins.map(({ tasks }) => tasks));
  const [width, height, foot] = [100 / Math.max(1, bins.length), 96, 18];
  return (
    <svg className={styles.histogram} role="img" aria-label={label} width="100%" height={height + foot}>
      {bins.map(({ from, to, tasks }, at) => {
        const tall = tasks === 0 ? 0 : Math.max(2, (tasks / most) * (height - 16));
        return (
          <g key={from}>
            <rect x={`${at * width + 0.6}%`} width={`${width - 1.2}%`} y={height - tall} height={tall} rx="2" className={styles.bar}>
              <title>{t("chart.bin", { from: formatFigure(from), to: formatFigure(to), n: tasks })}</title>
            </rect>
            {tasks > 0 && (
              <text x={`${(at + 0.5) * width}%`} y={height - tall - 4} textAnchor="middle">
                {formatNumber(tasks)}
              </text>
            )}
          </g>
        );
      })}
      <line x1="0" x2="100%" y1={height} y2={height} className={styles.axis} />
      <text x="0" y={height + 14}>
        0
      </text>
      <text x="50%" y={height + 14} textAnchor="middle">
        0.5
      </text>
      <text x="100%" y={height + 14} textAnchor="end">
        1
      </text>
    </svg>
  );
}

/** Shares as rows of bars, each with its number. */
export function Shares({ rows }: { rows: readonly { name: string; title: string; share: number; color: string; note?: string }[] }) {
  return (
    <ul className={styles.shares}>
      {rows.map(({ name, title, share, color, note }) => (
        <li key={name}>
          <span className={styles.shareTitle} dir="auto">
            {title}
          </span>
          <span className={styles.track} aria-hidden="true">
            <span style={{ width: `${share * 100}%`, background: color }} />
          </span>
          <span className={styles.shareNumber}>{note ?? formatPercent(share)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Parts of a whole in one line. */
export function Parts({ parts, label }: { parts: readonly { id: string; n: number; color: string }[]; label: string }) {
  const whole = Math.max(
    1,
    parts.reduce((sum, { n }) => sum + n, 0),
  );
  return (
    <div className={styles.parts} role="img" aria-label={label}>
      {parts
        .filter(({ n }) => n > 0)
        .map(({ id, n, color }) => (
          <span key={id} style={{ width: `${(n / whole) * 100}%`, background: color }} />
        ))}
    </div>
  );
}
