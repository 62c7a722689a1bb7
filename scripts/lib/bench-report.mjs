// A file of results as a report for people: what bench-page.mjs and `markdownOf` write. Pure: the same facts give the
// same text.
import { goalOf, isBelowGoal } from "./bench-rows.mjs";

/** Lines by what they measure; the first pattern that fits a line's name counts. */
const groups = [
  ["Ray on Spark", /^Ray on Spark/],
  ["Start and end", /^ray\.(init|shutdown)/],
  ["Actors and workers", /actor create to first reply|actors until each|actors in sequence|idle worker/],
  ["Ray Client", /^client: /],
  ["Tasks", /\btasks\b|wait 1k refs/],
  ["Actor calls", /actor calls/],
  ["Object store", /\b(put|get)\b.*(calls|gigabytes|1 GB|10k refs)/],
  ["More data than memory", /spill|restor/],
  ["Objects between nodes", /another node|^broadcast/],
  ["Placement groups", /^placement group/],
  ["The raylet at rest", /raylet/],
  ["Other", /./],
];

/** What the machine can do at best beside a line: the limit's name, for lines of its unit. */
const limitNames = [
  [/^(first|second) put of 1 GB/, "memcpy to /dev/shm, first"],
  [/^client: put gigabytes/, null],
  [/put gigabytes|^put of 1 GB, warm/, "memcpy to /dev/shm, again"],
  [/^put into a full store/, "disk write and fsync"],
  [/^get of spilled objects/, "disk read"],
  [/(tasks|actor calls) sync$|^single client (get|put) calls/, "Unix socket round trip"],
];

function limitOf({ name, unit }, limits) {
  const limitName = limitNames.find(([pattern]) => pattern.test(name))?.[1];
  return limits.find((limit) => limit.name === limitName && limit.unit === unit) ?? null;
}

/**
 * @param {object} facts a file of bench/results; those of older days have no `limits` and no `problems`
 * @returns all that a report says, as words and numbers
 */
export function reportOf(facts) {
  const limits = facts.limits ?? [];
  const lines = facts.rows.map((row) => {
    const goal = goalOf(row.name);
    const limit = limitOf(row, limits);
    const share = limit === null || row.ours === null ? null : row.ours / limit.value;
    return { ...row, goal, isBelow: isBelowGoal(row), limit, share };
  });
  const groupOf = ({ name }) => groups.find(([, pattern]) => pattern.test(name))[0];
  const judged = lines.filter(({ goal, ratio, isBelow }) => goal !== null && (ratio !== null || isBelow));
  return {
    title: `Narcine beside stock Ray ${facts.versions.ray}`,
    isQuick: facts.quick === true,
    notes: notesOf(facts),
    about: aboutOf(facts),
    judged: judged.length,
    reached: judged.filter(({ isBelow }) => !isBelow).length,
    groups: groups
      .map(([name]) => ({ name, lines: lines.filter((line) => groupOf(line) === name) }))
      .filter((group) => group.lines.length > 0),
    limits,
    problems: facts.problems ?? [],
  };
}

/** @param {readonly string[]} gates those that a quick run had no time for */
export function leftOutNote(gates) {
  return `Left out, its time was over: ${gates.join(", ")} (\`npm run bench -- --quick --only=${gates.join(",")}\` runs them).`;
}

function notesOf({ quick, rounds, limits, leftOut = [] }) {
  // Quick runs of older days, which have no limits, started a cluster for each gate.
  const shared = limits === undefined ? "" : " Most gates shared a cluster, and slow lines were left out.";
  const quickNote = `This was a quick run: gates measured for less time than in a full run.${shared} It is a rough look;
compare it with quick runs only.`;
  return [
    ...(quick ? [quickNote.replaceAll("\n", " ")] : []),
    ...(leftOut.length === 0 ? [] : [leftOutNote(leftOut)]),
    `A ratio is the median of the ratios of ${rounds === 1 ? "1 round" : `${rounds} rounds`}, in each of which both sides
ran in turns on the same machine; above 1 is better for Narcine. The spread is the least and the greatest of them.`.replaceAll(
      "\n",
      " ",
    ),
    ...(rounds < 3 ? ["With so few rounds the spread says little about chance."] : []),
  ];
}

function aboutOf({ day, machine, versions, rounds, settings = [] }) {
  const memory = `${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB of memory`;
  return [
    ...(day === undefined ? [] : [["day", day]]),
    ["machine", `${machine.cpu}, ${machine.cores} cores, ${memory}, Linux ${machine.kernel}`],
    ["Narcine", `${versions.narcine}${versions.commit === null ? "" : `, commit ${versions.commit}`}`],
    ["others", `Ray ${versions.ray}, Node ${versions.node}, Python ${versions.python}`],
    ["rounds", String(rounds)],
    ...(settings.length === 0 ? [] : [["settings", settings.join(", ")]]),
  ];
}

/** A number as a person reads it: four digits that count, thousands apart. */
export function shownNumber(value) {
  if (value === null) return "–";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(4)));
}

export const shownRatio = (value) => (value === null ? "–" : value.toFixed(2));
export const shownShare = (value) => (value === null ? "" : `${(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`);
export const shownSpread = (spread) => (spread === null ? "" : `${spread[0].toFixed(2)} to ${spread[1].toFixed(2)}`);

/** @param {ReturnType<typeof reportOf>} report */
export function markdownOf(report) {
  const { title, isQuick, notes, about, judged, reached, limits, problems } = report;
  return `${[
    `# ${title}${isQuick ? " (quick run)" : ""}`,
    `**${reached} of ${judged} lines reach their goal.**`,
    about.map(([name, value]) => `- ${name}: ${value}`).join("\n"),
    ...notes,
    ...report.groups.flatMap(({ name, lines }) => [`## ${name}`, linesTable(lines)]),
    ...(limits.length === 0 ? [] : ["## What the machine can do at best", limitsTable(limits)]),
    ...(problems.length === 0 ? [] : ["## What went wrong", problems.map(fenced).join("\n\n")]),
  ].join("\n\n")}\n`;
}

function linesTable(lines) {
  const hasLimits = lines.some(({ limit }) => limit !== null);
  const head = ["line", "ours", "stock", "unit", "ratio", "spread", "goal", ...(hasLimits ? ["limit", "of it"] : [])];
  const rows = lines.map((line) => [
    line.name,
    shownNumber(line.ours),
    shownNumber(line.stock),
    line.unit,
    line.isBelow ? `**${shownRatio(line.ratio)}** (below)` : shownRatio(line.ratio),
    shownSpread(line.spread),
    line.goal === null ? "" : String(line.goal),
    ...(hasLimits ? [line.limit === null ? "" : limitInWords(line.limit), shownShare(line.share)] : []),
  ]);
  return table(head, rows, "lrrlrrrlr");
}

export const limitInWords = ({ name, value }) => `${name}: ${shownNumber(value)}`;

function limitsTable(limits) {
  const rows = limits.map(({ name, value, unit, spread }) => [
    name,
    shownNumber(value),
    unit,
    spread.map(shownNumber).join(" to "),
  ]);
  return table(["limit", "median", "unit", "spread"], rows, "lrlr");
}

function table(head, rows, sides) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = `|${head.map((_, index) => (sides[index] === "r" ? " ---: |" : " --- |")).join("")}`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

const fenced = (text) => `\`\`\`\n${text}\n\`\`\``;
