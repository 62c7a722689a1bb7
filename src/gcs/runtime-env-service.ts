import { UriPins } from "../core/gcs/runtime-envs/uri-pins.js";
import { errorText } from "../runtime/errors.js";
import { decode, rpc } from "../wire/index.js";
import type { ActorService } from "./actor-service.js";
import type { HeadContext } from "./head-context.js";
import type { JobService } from "./job-service.js";
import type { KeyValueService } from "./kv-service.js";
import type { Services } from "./services.js";

/** Packages that were uploaded to the head itself (Ray 2.60.0, runtime_env/packaging.py): their key is their URI. */
const UPLOADED = "gcs://";
const TICK_MS = 10_000;

/** RuntimeEnvGcsService, and the end of uploaded packages that no job, actor or pin needs (Ray 2.60.0, runtime_env_manager.cc). */
export class RuntimeEnvService {
  readonly #context: HeadContext;
  readonly #kv: KeyValueService;
  readonly #pins = new UriPins();
  readonly #tick: NodeJS.Timeout;

  constructor(context: HeadContext, kv: KeyValueService, jobs: JobService, actors: ActorService) {
    this.#context = context;
    this.#kv = kv;
    this.#tick = setInterval(() => this.#delete(this.#pins.tick(context.now())), TICK_MS).unref();
    jobs.onStarted((row) => this.#hold(holderOfJob(row.jobId), row.config?.runtimeEnvInfo ?? null));
    context.events.listen((event) => {
      if (event.type === "job-finished") this.#delete(this.#pins.release(`job ${event.jobId}`));
    });
    // A detached actor outlives its job and may be started again elsewhere.
    actors.onChanged(({ spec }, isOver) => {
      if (!spec.isDetached) return;
      const holder = `actor ${spec.actorId}`;
      if (isOver) this.#delete(this.#pins.release(holder));
      else this.#hold(holder, decode(rpc.TaskSpec, spec.taskSpec).runtimeEnvInfo);
    });
  }

  register(services: Services): void {
    services.on(rpc.RuntimeEnvGcsService.pinRuntimeEnvURI, ({ uri, expirationS }) => {
      this.#pins.pin(uri, this.#context.now() + expirationS * 1_000);
      return {};
    });
  }

  close(): void {
    clearInterval(this.#tick);
  }

  /** @param holder a name that is not used twice; holding again what it holds changes nothing */
  #hold(holder: string, info: rpc.RuntimeEnvInfo | null): void {
    const uris = [info?.uris?.workingDirUri ?? "", ...(info?.uris?.pyModulesUris ?? [])].filter((uri) => uri !== "");
    if (uris.length > 0) this.#pins.hold(holder, uris);
  }

  #delete(uris: readonly string[]): void {
    for (const uri of uris) {
      if (!uri.startsWith(UPLOADED)) continue;
      this.#kv.delete("", uri, false).catch((error) => {
        this.#context.log.warning(`The package ${uri} could not be deleted: ${errorText(error)}`);
      });
    }
  }
}

function holderOfJob(jobId: Uint8Array): string {
  return `job ${Buffer.from(jobId).toString("hex")}`;
}
