import { GrpcCode, type RpcClient, RpcError } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import type { Logger } from "../runtime/logger.js";
import { encodeCounters, exportMetricsPath } from "../wire/otlp.js";

export interface MetricsOptions {
  readonly rpc: RpcClient;
  readonly log: Logger;
  /** What every metric of this process is tagged with. */
  readonly tags: Readonly<Record<string, string>>;
  /** metrics_report_interval_ms */
  readonly intervalMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface CounterName {
  /** Without the `ray_` before it and the `_total` after it that Ray's agent adds. */
  readonly name: string;
  readonly description: string;
}

/** Of one counter, with the tags of one of its series. */
interface Series {
  readonly counter: CounterName;
  readonly tags: ReadonlyMap<string, string>;
  increase: number;
}

const TIMEOUT_MS = 5_000;
/** Names of tasks are tags. While the agent cannot be reached no more series than this are kept for it. */
const MAX_SERIES = 1_000;

/**
 * Counts for Ray's dashboard agent, which shows them to Prometheus (Ray 2.60.0, reporter_agent.py, `Export`): it adds up
 * what it is told. An increase is told again until the agent takes it.
 */
export class Metrics {
  readonly #options: MetricsOptions;
  #series = new Map<string, Series>();
  #timer: NodeJS.Timeout | null = null;
  #isTelling = false;
  #saidWhy = false;

  constructor(options: MetricsOptions) {
    this.#options = options;
  }

  count(counter: CounterName, tags: Readonly<Record<string, string>>, increase = 1): void {
    const all = new Map(Object.entries({ ...this.#options.tags, ...tags }));
    this.#add({ counter, tags: all, increase });
  }

  /** Begins to tell the agent. @param agent "host:port" of its gRPC server */
  start(agent: string): void {
    this.#timer = setInterval(() => void this.#tell(agent), this.#options.intervalMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #add(series: Series): void {
    const key = JSON.stringify([series.counter.name, ...series.tags]);
    const known = this.#series.get(key);
    if (known !== undefined) known.increase += series.increase;
    else if (this.#series.size < MAX_SERIES) this.#series.set(key, series);
  }

  async #tell(agent: string): Promise<void> {
    if (this.#isTelling || this.#series.size === 0) return;
    this.#isTelling = true;
    const { rpc, log, now } = this.#options;
    const told = [...this.#series.values()];
    this.#series = new Map();
    try {
      await rpc.call(agent, exportMetricsPath, encodeCounters(byCounter(told), now()), {
        timeoutMs: TIMEOUT_MS,
      });
    } catch (error) {
      // An agent without metrics has no such service; any other is asked again.
      const isNotThere = error instanceof RpcError && error.code === GrpcCode.UNIMPLEMENTED;
      if (isNotThere) this.stop();
      else for (const series of told) this.#add(series);
      if (!this.#saidWhy) log.warning(`Ray's dashboard agent does not take metrics: ${errorText(error)}`);
      this.#saidWhy = true;
    }
    this.#isTelling = false;
  }
}

function byCounter(series: readonly Series[]) {
  const counters = new Map<string, CounterName & { readonly points: Series[] }>();
  for (const each of series) {
    const counter = counters.get(each.counter.name) ?? { ...each.counter, points: [] };
    counters.set(each.counter.name, counter);
    counter.points.push(each);
  }
  return [...counters.values()];
}
