// The TypeScript driver of bench/typescript.py: ADDRESS SECONDS BATCH. Prints rows, [name, unit, rate].
import { fileURLToPath } from "node:url";
import { actor, get, init, kill, put, python, remote, shutdown, wait } from "narcine";

const [address, ...numbers] = process.argv.slice(2);
const [seconds, batch] = numbers.map(Number);
await init({ address, pythonPath: [fileURLToPath(new URL(".", import.meta.url))], logToDriver: false });

const times = (count, make) => Array.from({ length: count }, make);
const work = remote("typescript-callees:work");
const crossing = { id: 7, name: "x".repeat(100), numbers: times(100, (_, at) => at * 1.5), tags: ["a", null, true] };
const value = put(Buffer.alloc(1_000_000, "x"));
const large = Buffer.alloc(100_000_000, "x");
const refs = times(batch, (_, at) => put(at));
const warmUpSeconds = 3;

/** Lines of calls to functions and actors of one language, which `language` ends the names of. */
function callsOf(language, small, Actor) {
  const one = Actor.remote();
  const names = times(4, (_, at) => `bench${language}-${at}`);
  const several = names.map((name) => Actor.options({ name }).remote());
  const inTurn = () => get(several.flatMap((each) => times(batch / 4, () => each.small.remote())));
  const rows = [
    ["tasks sync", "/s", 1, () => small.remote()],
    ["tasks async", "/s", batch, () => get(times(batch, () => small.remote()))],
    ["1:1 actor calls sync", "/s", 1, () => one.small.remote()],
    ["1:1 actor calls async", "/s", batch, () => get(times(batch, () => one.small.remote()))],
    ["1:n actor calls async", "/s", batch, inTurn],
    // As many that call as are called.
    ["n:n actor calls async", "/s", 4 * batch, () => get(times(4, () => work.remote(names, batch)))],
  ].map(([name, ...rest]) => [`${name}${language}`, ...rest]);
  return { rows, one, several };
}

const own = callsOf("", remote("typescript-callees:small"), actor("typescript-callees:Actor"));
const rest = [
  ["put calls", "/s", 1, () => put(0).release()],
  ["get calls, 1 MB", "/s", 1, () => get(value)],
  ["put gigabytes", "GB/s", 0.1, () => put(large).release()],
  ["wait on 1,000 refs", "/s", 1, () => wait(refs, { numReturns: batch })],
];

async function callsPerSecond(call, limit, isLarge = false) {
  const started = performance.now();
  let calls = 0;
  while (performance.now() - started < 1_000 * limit) {
    await call();
    calls += 1;
    // Objects are freed on the event loop; awaiting what is there already never reaches it. 100 MB wait for no 63 others.
    if (isLarge || calls % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return (1_000 * calls) / (performance.now() - started);
}

const measured = [];

async function measure(rows) {
  for (const [name, unit, count, call] of rows) {
    const isLarge = unit === "GB/s";
    await callsPerSecond(call, seconds / 4, isLarge);
    measured.push([name, unit, count * (await callsPerSecond(call, seconds, isLarge))]);
  }
}

// The node starts workers for a new job while the first calls run.
async function warmUp({ rows, several }) {
  await callsPerSecond(rows[1][3], warmUpSeconds);
  await get(several.map((each) => each.small.remote()));
}

await warmUp(own);
await measure([...own.rows, ...rest]);
for (const each of [own.one, ...own.several]) await kill(each);
const crossed = callsOf(
  ", calling Python",
  python("typescript_callees:small"),
  python.actor("typescript_callees:Actor"),
);
await warmUp(crossed);
await measure([...crossed.rows, ["cross-language round trip", "/s", 1, () => crossed.one.echo.remote(crossing)]]);
await shutdown();
console.log(JSON.stringify(measured));
