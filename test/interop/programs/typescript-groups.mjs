// An actor whose calls run in concurrency groups; what typescript-groups.test.ts and typescript_groups.py call.
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Clerk {
  static methodGroups = { fetch: "io", spin: "io" };
  static threadedMethods = ["spin"];
  #release;
  #held = new Promise((resolve) => {
    this.#release = resolve;
  });
  #running = { fetch: 0, plain: 0 };
  #seen = { order: { fetch: [], plain: [] }, most: { fetch: 0, plain: 0 } };

  // Keeps its place until `release`, which therefore is called in another group.
  async hold() {
    await this.#held;
    return "held";
  }

  release() {
    this.#release();
  }

  fetch(what) {
    return this.#work("fetch", what);
  }

  plain(what) {
    return this.#work("plain", what);
  }

  async #work(method, what) {
    this.#running[method] += 1;
    this.#seen.order[method].push(what);
    this.#seen.most[method] = Math.max(this.#seen.most[method], this.#running[method]);
    await pause(50);
    this.#running[method] -= 1;
    return what;
  }

  seen() {
    return this.#seen;
  }

  // On a thread of its own.
  spin(milliseconds) {
    const from = Date.now();
    while (Date.now() < from + milliseconds);
    return [from, Date.now()];
  }
}
