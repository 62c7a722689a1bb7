// Tasks and actors in TypeScript (or JavaScript), and a Python function over an Arrow table, on a running cluster of Narcine's:
//
//   narcine run -- ray start --head
//   node examples/typescript.mjs
//
// The functions and the class are sent by their source, so they use nothing of the code around them; a module's export is
// named instead, as remote(area, { module: new URL("./shapes.mjs", import.meta.url) }).
import { fileURLToPath } from "node:url";
import { makeVector, Table } from "apache-arrow";
import { actor, get, init, put, python, remote, shutdown } from "narcine";

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

await init({ pythonPath: [fileURLToPath(new URL(".", import.meta.url))] });
try {
  const counter = Counter.remote(10);
  console.log("counts:", (await get([1, 2, 3].map((by) => counter.increment.remote(by)))).join(" "));

  const shares = await get(Array.from({ length: 8 }, () => shareInCircle.remote(200_000)));
  console.log("pi is about", ((4 * shares.reduce((sum, each) => sum + each, 0)) / shares.length).toFixed(1));

  const net = Float64Array.from({ length: 100_000 }, (_, at) => at);
  const prices = put(new Table({ net: makeVector(net) }));
  const taxed = await python("prices:with_tax").remote(prices, 0.5);
  console.log("the last of", taxed.numRows, "prices:", taxed.getChild("gross").get(99_999));

  const failed = remote(function refuse() {
    throw new RangeError("no");
  });
  const error = await failed.remote().then(null, (reason) => reason);
  console.log("in TypeScript:", error.cause.name, /refuse/.test(error.cause.stack));
} finally {
  await shutdown();
}
