// The worker nodes of a Ray cluster on Spark: each is a Spark job of one task, whose holder speaks for it.
//
// | node     | meaning                                                    |
// |----------|------------------------------------------------------------|
// | starting | its job runs or waits for a slot                           |
// | ready    | it is in the head's table                                  |
// | stopping | the autoscaler has given it up, its job was cancelled      |
// | gone     | it has no job                                              |
//
// Invariant: while a node is not gone it has exactly one job.

import { type ClusterEffect, type HostShare, type JobEndKind, MAX_SHORT_LIVES, PATIENCE } from "./cluster-types.js";

interface Node {
  /** That made it ready and has not said that it ends. */
  holder: string | null;
  /** Since when it is sent from host to host; null when it is not. */
  seeksSince: number | null;
  state: "starting" | "ready" | "stopping" | "gone";
  startedAt: number;
  shortLives: number;
}

export interface SparkNodesOptions {
  /** Nodes come and go as Ray's autoscaler asks. */
  readonly autoscales: boolean;
  readonly emit: (effect: ClusterEffect) => void;
  /** Of the fullest host, as is known by now: Spark puts a node on any of them. */
  readonly share: () => HostShare;
}

export class SparkNodes {
  readonly #options: SparkNodesOptions;
  readonly #nodes = new Map<number, Node>();
  /** Holders that spoke and are not gone. */
  readonly #holders = new Set<string>();
  /** The autoscaler gets no node before: the last ones did not live. */
  #refuseUntil = 0;
  /** Nothing is launched any more. */
  isClosing = false;

  constructor(options: SparkNodesOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#nodes.size === 0;
  }

  /** No job is left, and no holder that would speak. */
  get areOver(): boolean {
    return this.count("gone") === this.#nodes.size && this.#holders.size === 0;
  }

  get described(): string {
    return [...this.#nodes].map(([number, { state }]) => `node ${number}: ${state}`).join(", ") || "no node";
  }

  /** What the autoscaler has: its nodes that are there or coming. */
  get autoscaled(): Readonly<Record<string, "starting" | "ready">> {
    const own: Record<string, "starting" | "ready"> = {};
    for (const [number, { state }] of this.#nodes) {
      if (state === "starting" || state === "ready") own[number] = state;
    }
    return own;
  }

  count(wanted: Node["state"]): number {
    return [...this.#nodes.values()].filter(({ state }) => state === wanted).length;
  }

  launch(number: number, now: number, shortLives = 0): void {
    const seeksSince = this.#nodes.get(number)?.seeksSince ?? null;
    this.#nodes.set(number, { state: "starting", startedAt: now, shortLives, seeksSince, holder: null });
    this.#options.emit({ type: "launch", number, share: this.#options.share() });
  }

  holderSpoke(number: number, holder: string, said: "ready" | "failed" | "ended" | "other"): void {
    this.#holders.add(holder);
    const node = this.#nodes.get(number);
    if (node === undefined) return;
    // Its job says so too.
    if (said === "failed" && node.holder === holder) node.holder = null;
    if (said === "ended") this.#isLost(number, holder);
    if (said !== "ready" || node.state !== "starting") return;
    node.state = "ready";
    node.holder = holder;
    node.seeksSince = null;
  }

  holderGone(number: number, holder: string): void {
    this.#holders.delete(holder);
    this.#isLost(number, holder);
  }

  forgetHolders(): void {
    this.#holders.clear();
  }

  allGone(): void {
    for (const node of this.#nodes.values()) node.state = "gone";
  }

  cancelAll(): void {
    for (const [number, { state }] of this.#nodes) {
      if (state !== "gone") this.#options.emit({ type: "cancel", number });
    }
  }

  /** @returns "expected": nothing follows; "givenUp": it was to end; "lost": it was not */
  jobEnded(number: number, why: JobEndKind, now: number): "expected" | "givenUp" | "lost" {
    const node = this.#nodes.get(number);
    if (node === undefined || node.state === "gone") return "expected";
    const wasGivenUp = node.state === "stopping";
    node.state = "gone";
    if (why === "elsewhere" && !wasGivenUp && !this.isClosing) {
      node.seeksSince ??= now;
      if (now - node.seeksSince < PATIENCE.elsewhere) {
        this.launch(number, now, node.shortLives);
        return "expected";
      }
    }
    return wasGivenUp ? "givenUp" : "lost";
  }

  /** A node that was lost in a cluster that is up. */
  startAgain(number: number, why: JobEndKind, reason: string, now: number): void {
    const node = this.#nodes.get(number);
    if (node === undefined) return;
    const shortLives = now - node.startedAt < PATIENCE.shortLife ? node.shortLives + 1 : 0;
    if (why === "cancelled") this.#say(`node ${number} is gone, its Spark job was cancelled`);
    else if (this.#options.autoscales) {
      // The autoscaler makes another one where one is needed, but not at once if they do not live.
      this.#say(`node ${number} is gone: ${reason}`);
      if (shortLives > 0) this.#refuseUntil = now + PATIENCE.shortLife;
    } else if (shortLives >= MAX_SHORT_LIVES) this.#say(`node ${number} is given up: ${reason}`);
    else {
      this.#say(`node ${number} is started again: ${reason}`);
      this.launch(number, now, shortLives);
    }
  }

  /** The autoscaler wants one more. */
  want(now: number): void {
    if (this.isClosing || now < this.#refuseUntil) {
      const reason = this.isClosing ? "the cluster ends" : "nodes do not live; see what the last one said";
      this.#options.emit({ type: "refused", reason });
      return;
    }
    const number = this.#nodes.size + 1;
    this.launch(number, now);
    this.#options.emit({ type: "granted", number });
  }

  /** The autoscaler has given it up. */
  drop(number: number): void {
    const node = this.#nodes.get(number);
    if (node === undefined || node.state === "gone" || node.state === "stopping") return;
    node.state = "stopping";
    this.#options.emit({ type: "cancel", number });
  }

  /** Its holder was killed, or has ended because its task is gone, with its executor as a rule: Spark runs the task again. */
  #isLost(number: number, holder: string): void {
    const node = this.#nodes.get(number);
    if (node?.holder !== holder) return;
    node.holder = null;
    if (node.state !== "ready" || this.isClosing) return;
    node.state = "starting";
    this.#say(
      `node ${number} is lost: its Spark task was killed, or the executor that ran it. Spark starts it again, unless its job was cancelled`,
    );
  }

  #say(text: string): void {
    this.#options.emit({ type: "say", text });
  }
}
