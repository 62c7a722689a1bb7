// Tasks, an actor and an Arrow table with no cluster: on threads of this process.
//
//   node examples/local.mjs
//
// The same program runs on a cluster where init() is called without `local`.
import { makeVector, Table } from "apache-arrow";
import { actor, get, init, put, remote, shutdown } from "narcine";

const shareInCircle = remote((points) => {
  let inside = 0;
  for (let point = 0; point < points; point += 1) if (Math.hypot(Math.random(), Math.random()) < 1) inside += 1;
  return inside / points;
});

const Counter = actor(
  class Counter {
    #value;
    constructor(start) {
      this.#value = start;
    }
    increment(by) {
      this.#value += by;
      return this.#value;
    }
  },
);

await init({ local: true });
try {
  const counter = Counter.remote(10);
  console.log("counts:", (await get([1, 2, 3].map((by) => counter.increment.remote(by)))).join(" "));

  const shares = await get(Array.from({ length: 8 }, () => shareInCircle.remote(200_000)));
  console.log("pi is about", ((4 * shares.reduce((sum, each) => sum + each, 0)) / shares.length).toFixed(1));

  // Its columns lie in shared memory once; each task sees them where they are.
  const prices = put(new Table({ net: makeVector(Float64Array.from({ length: 100_000 }, (_, at) => at)) }));
  const sum = remote((table, from, to) =>
    table
      .getChild("net")
      .slice(from, to)
      .toArray()
      .reduce((a, b) => a + b, 0),
  );
  const halves = [sum.remote(prices, 0, 50_000), sum.remote(prices, 50_000, 100_000)];
  console.log("the sum of all prices:", (await get(halves)).join(" + "));

  const failed = remote(function refuse() {
    throw new RangeError("no");
  });
  const error = await failed.remote().then(null, (reason) => reason);
  console.log("in a thread:", error.cause.name, /refuse/.test(error.cause.stack));
} finally {
  await shutdown();
}
