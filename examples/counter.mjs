// A Python actor and Python functions, used from TypeScript (or JavaScript) on a running Ray cluster, stock's or Narcine's:
//
//   ray start --head
//   node examples/counter.mjs
//
// The workers import counter.py from the folder that init names.
import { fileURLToPath } from "node:url";
import { get, getActor, init, kwargs, python, RayTaskError, shutdown } from "narcine";

await init({ pythonPath: [fileURLToPath(new URL(".", import.meta.url))] });
try {
  const Counter = python.actor("counter:Counter", { name: "counter" });
  const counter = Counter.remote(10, kwargs({ step: 5 }));
  const same = await getActor("counter");

  // Calls run in order; each gives a ref, which can be awaited or passed on.
  const refs = [counter.increment.remote(), same.increment.remote(), counter.increment.remote()];
  console.log("counts:", (await get(refs)).join(" "));

  const share = python("counter:share_in_circle");
  const points = 200_000;
  const shares = await get(Array.from({ length: 8 }, (_, seed) => share.remote(seed, points)));
  console.log("pi is about", ((4 * shares.reduce((sum, each) => sum + each, 0)) / shares.length).toFixed(1));

  for await (const ref of python("counter:countdown").stream(3)) console.log("still", await ref);

  try {
    await counter.increment.remote("much");
  } catch (error) {
    if (!(error instanceof RayTaskError)) throw error;
    console.log("in Python:", error.cause.name);
  }
} finally {
  await shutdown();
}
