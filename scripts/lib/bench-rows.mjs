// From the values of each round to one row with a ratio. A ratio above 1 is always better for us.

/** Least ratio that a row has to reach; the first pattern that fits its name counts. Rows without one only inform. */
const goals = [
  [/^driver: .* async$/, 1.5],
  [/^Ray on Spark: .* until a task ran/, 5],
  [/^(single|multi) client (put|get) (calls|gigabytes)/, 1.0],
  [/^first put of 1 GB/, 2.0],
  [/^idle CPU/, 1.0],
  [/^ray\.init to first task/, 2.0],
  [/^actor create to first reply/, 8.0],
  [/actors until each has replied/, 5.0],
  [/^actors in sequence/, 3.0],
  [/^unique memory of an idle worker/, 3.0],
  [/^(put into a full store|CPU of the node, spilling)/, 2.0],
  [/^get of spilled objects/, 1.0],
  [/^CPU of the node, restoring/, 1.0],
  [/^1 GB to another node/, 3.0],
  [/^1 GB over TCP/, 1.3],
  [/^broadcast to/, 2.0],
  [/^placement groups of/, 1.5],
  [/^growth of raylet and gcs/, 1.0],
  [/^head: memory at the start/, null],
  [/^(memcpy|resident|peak|memory of raylet and gcs|second put|ray\.shutdown)/, null],
  [/./, 1.0],
];

export function goalOf(name) {
  return goals.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/**
 * Whether a row misses its goal, with the two digits that are shown: 0.998 beside a goal of 1 is no miss. What stock could
 * do and we could not is one.
 */
export function isBelowGoal({ name, ratio, ours, stock }) {
  const goal = goalOf(name);
  if (goal === null) return false;
  if (ratio === null) return ours === null && stock !== null;
  return Math.round(100 * ratio) < Math.round(100 * goal);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @returns the medians of what the machine can do at best, and the least and greatest of the rounds */
export function limitsOf(samples) {
  const limits = samples.filter(({ side }) => side === "limit");
  return [...new Set(limits.map(({ name }) => name))].map((name) => {
    const of = limits.filter((sample) => sample.name === name);
    const values = of.map(({ value }) => value);
    const spread = [rounded(Math.min(...values)), rounded(Math.max(...values))];
    return { name, unit: of[0].unit, value: rounded(median(values)), spread };
  });
}

/**
 * @param {{side: "ours" | "stock" | "limit", round: number, name: string, unit: string, value: number, better: "higher" | "lower"}[]} samples
 * @returns rows in the order in which names came first; `ratio` is the median of the ratios of each round (a slow
 *   moment of the machine hits both sides of a round), `spread` their least and greatest; null where a side is missing
 */
export function rowsOf(samples) {
  const names = [...new Set(samples.filter(({ side }) => side !== "limit").map(({ name }) => name))];
  return names.map((name) => {
    const of = samples.filter((sample) => sample.name === name);
    const [{ unit, better }] = of;
    const values = (side) => of.filter((sample) => sample.side === side).map(({ value }) => value);
    const ratios = of
      .filter(({ side }) => side === "ours")
      .flatMap((ours) => {
        const stock = of.find(({ side, round }) => side === "stock" && round === ours.round);
        if (stock === undefined) return [];
        return [better === "higher" ? ours.value / stock.value : stock.value / ours.value];
      })
      .filter(Number.isFinite);
    const middle = (list) => (list.length === 0 ? null : rounded(median(list)));
    const spread = ratios.length === 0 ? null : [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))];
    return { name, unit, ours: middle(values("ours")), stock: middle(values("stock")), ratio: middle(ratios), spread };
  });
}

function rounded(value) {
  return Number(value.toPrecision(4));
}

/** The rows as a table of plain text; a row below its goal is marked. */
export function formatRows(rows) {
  const width = Math.max(4, ...rows.map(({ name }) => name.length));
  const cell = (value) => (value === null ? "-" : String(value)).padStart(10);
  const head = `${"line".padEnd(width)}  ${"ours".padStart(10)} ${"stock".padStart(10)}  unit          ratio  (least to most)`;
  const lines = rows.map((row) => {
    const { name, unit, ours, stock, ratio, spread } = row;
    const miss = isBelowGoal(row) ? `  below ${goalOf(name)}` : "";
    const range = spread === null ? "" : `  (${spread[0].toFixed(2)} to ${spread[1].toFixed(2)})`;
    const shown = (ratio === null ? "-" : ratio.toFixed(2)).padStart(6);
    return `${name.padEnd(width)}  ${cell(ours)} ${cell(stock)}  ${unit.padEnd(11)}  ${shown}${range}${miss}`;
  });
  return [head, ...lines].join("\n");
}

/**
 * Two files of results side by side. Ratios beside stock are compared, not values: those carry over from one day or
 * machine to another. A change whose spreads overlap says little and is marked with ~.
 */
export function formatComparison(before, after) {
  const rows = after.flatMap((row) => {
    const old = before.find(({ name }) => name === row.name);
    if (old === undefined || old.ratio === null || row.ratio === null) return [];
    const isClear = row.spread[0] > old.spread[1] || row.spread[1] < old.spread[0];
    return [{ name: row.name, old: old.ratio, now: row.ratio, change: row.ratio / old.ratio, isClear }];
  });
  const width = Math.max(4, ...rows.map(({ name }) => name.length));
  const cell = (value) => value.toFixed(2).padStart(8);
  const head = `${"line".padEnd(width)}  ${"before".padStart(8)} ${"after".padStart(8)}    change`;
  const lines = rows.map(
    ({ name, old, now, change, isClear }) =>
      `${name.padEnd(width)}  ${cell(old)} ${cell(now)}  ${cell(change)}${isClear ? "" : " ~"}`,
  );
  return [head, ...lines].join("\n");
}
