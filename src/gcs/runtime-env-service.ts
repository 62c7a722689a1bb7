import type { ActorData } from "../core/gcs/actors/types.js";
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
/** Ray 2.60.0, ray_constants.py RAY_RUNTIME_ENV_URI_PIN_EXPIRATION_S_DEFAULT. */
const UPLOAD_PIN_MS = 600_000;

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
    actors.onChanged((actor, isOver) => {
      if (isOver) this.#delete(this.#pins.release(holderOfActor(actor)));
      else this.#holdForActor(actor);
    });
  }

  register(services: Services): void {
    services.on(rpc.RuntimeEnvGcsService.pinRuntimeEnvURI, ({ uri, expirationS }) => {
      this.#pins.pin(uri, this.#context.now() + expirationS * 1_000);
      return {};
    });
  }

  /**
   * Once jobs and actors of an earlier head are there again. Pins with an end were in its memory alone: a package that
   * nobody holds gets as much time as a client that has just uploaded it.
   */
  restore(runningJobs: readonly rpc.JobTableData[], actors: readonly ActorData[]): void {
    for (const row of runningJobs) this.#hold(holderOfJob(row.jobId), row.config?.runtimeEnvInfo ?? null);
    for (const actor of actors) if (actor.state !== "DEAD") this.#holdForActor(actor);
    const endMs = this.#context.now() + UPLOAD_PIN_MS;
    for (const key of this.#kv.keys("", UPLOADED)) this.#pins.pin(key, endMs);
  }

  close(): void {
    clearInterval(this.#tick);
  }

  /** The others end with their job, which holds what they need. */
  #holdForActor(actor: ActorData): void {
    if (!actor.spec.isDetached) return;
    this.#hold(holderOfActor(actor), decode(rpc.TaskSpec, actor.spec.taskSpec).runtimeEnvInfo);
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

function holderOfActor({ spec }: ActorData): string {
  return `actor ${spec.actorId}`;
}

function holderOfJob(jobId: Uint8Array): string {
  return `job ${Buffer.from(jobId).toString("hex")}`;
}
