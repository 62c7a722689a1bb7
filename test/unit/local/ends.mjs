// Local mode with work under way, which ends in the way that the first argument names; local-ends.test.ts runs it.
import { actor, init, put, remote, shutdown } from "narcine";

await init({ local: true, numCpus: 2 });
const large = put(new Uint8Array(5_000_000));
const length = remote((bytes) => bytes.length);
const Counter = actor(
  class Counter {
    #count = 0;
    increment() {
      this.#count += 1;
      return this.#count;
    }
  },
);
const counter = Counter.remote();
const forever = remote(() => {
  for (;;);
}).remote();
console.log(await length.remote(large), await counter.increment.remote(), (await large).length);
const pending = forever.then(null, (error) => console.log(error.message));

if (process.argv[2] === "shutdown") {
  await shutdown();
  await pending;
} else if (process.argv[2] === "exit") process.exit(3);
else if (process.argv[2] === "throw") throw new Error("on purpose");
else console.log("waiting");
