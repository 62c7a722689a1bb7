import { Agent, request } from "node:http";
import type { RuntimeEnvSpec } from "../core/worker-pool/types.js";
import { errorText, NarcineError } from "../runtime/errors.js";
import { type Codec, decode, encode, type Init, rpc } from "../wire/index.js";

export interface RuntimeEnvClientOptions {
  /** Where Ray's runtime env agent listens. */
  readonly host: string;
  readonly port: number;
  /** null: authentication is off. */
  readonly authToken: string | null;
  /** `agent_register_timeout_ms`: how long an agent that cannot be reached is tried again. */
  readonly registerTimeoutMs: number;
  /** The agent is about to be asked. */
  readonly onCall?: () => void;
}

/** The agent answered that the environment could not be made: the user's to mend, not worth a retry. */
export class RuntimeEnvSetupError extends NarcineError {
  constructor(message: string) {
    super("NARCINE_RUNTIME_ENV_SETUP", message);
  }
}

/** The agent could not be asked, or what came back was no answer. */
export class RuntimeEnvAgentError extends NarcineError {
  constructor(what: string, options: RuntimeEnvClientOptions, problem: string, cause?: unknown) {
    super(
      "NARCINE_RUNTIME_ENV_AGENT",
      `${what} failed: the runtime env agent at ${options.host}:${options.port} ${problem}. See runtime_env_agent.log in the session's logs folder.`,
      { cause },
    );
  }
}

/** An HTTP exchange that never got an answer: worth another try. */
class Unreachable extends Error {}

const retryDelayMs = 100;
const maxRetryDelayMs = 2_000;
const maxReplyBytes = 64 * 1024 * 1024;
const sourceProcess = "raylet";
const nilJobId = "ffffffff";

/**
 * Ray's runtime env agent over HTTP (Ray 2.60.0, runtime_env_agent_client): protobuf bodies by POST, the cluster's token
 * as a Bearer header. Creating may take minutes (pip, conda); its limit, setup_timeout_seconds, is the agent's to keep, so an
 * answer is waited for as long as the connection holds. One that is refused or breaks is tried again for a while.
 */
export class RuntimeEnvClient {
  readonly #options: RuntimeEnvClientOptions;
  readonly #http = new Agent({ keepAlive: true });
  readonly #closed = new AbortController();

  constructor(options: RuntimeEnvClientOptions) {
    this.#options = options;
  }

  /**
   * Makes the environment, or takes one reference on it if it is there.
   *
   * @param jobId hex, or null for no job
   * @returns the serialized RuntimeEnvContext (JSON) for `--serialized-runtime-env-context`
   * @throws RuntimeEnvSetupError, RuntimeEnvAgentError
   */
  async create(runtimeEnv: RuntimeEnvSpec, jobId: string | null): Promise<string> {
    const { serialized, setupTimeoutSeconds, eagerInstall, logFiles } = runtimeEnv;
    const reply = await this.#call(
      "get_or_create_runtime_env",
      rpc.GetOrCreateRuntimeEnvRequest,
      {
        serializedRuntimeEnv: serialized,
        runtimeEnvConfig: {
          setupTimeoutSeconds,
          eagerInstall,
          logFiles,
        },
        // Text although the field is bytes: the agent makes `runtime_env_setup-<job id>.log` of it.
        jobId: Buffer.from(jobId ?? nilJobId, "latin1"),
        sourceProcess,
      },
      rpc.GetOrCreateRuntimeEnvReply,
    );
    if (reply.status !== rpc.AgentRpcStatus.AGENT_RPC_STATUS_OK) throw new RuntimeEnvSetupError(reply.errorMessage);
    return reply.serializedRuntimeEnvContext;
  }

  /** Gives one reference back. @throws RuntimeEnvAgentError, RuntimeEnvSetupError */
  async delete(serialized: string): Promise<void> {
    const reply = await this.#call(
      "delete_runtime_env_if_possible",
      rpc.DeleteRuntimeEnvIfPossibleRequest,
      { serializedRuntimeEnv: serialized, sourceProcess },
      rpc.DeleteRuntimeEnvIfPossibleReply,
    );
    if (reply.status !== rpc.AgentRpcStatus.AGENT_RPC_STATUS_OK) throw new RuntimeEnvSetupError(reply.errorMessage);
  }

  /** Ends what is under way; nothing is asked any more. */
  close(): void {
    this.#closed.abort();
    this.#http.destroy();
  }

  async #call<Request, Reply>(
    path: string,
    requestCodec: Codec<Request>,
    message: Init<Request>,
    replyCodec: Codec<Reply>,
  ): Promise<Reply> {
    const body = encode(requestCodec, message);
    this.#options.onCall?.();
    const deadlineMs = performance.now() + this.#options.registerTimeoutMs;
    for (let delayMs = retryDelayMs; ; delayMs = Math.min(2 * delayMs, maxRetryDelayMs)) {
      try {
        return decode(replyCodec, await this.#post(path, body));
      } catch (error) {
        const isOver = this.#closed.signal.aborted || performance.now() + delayMs > deadlineMs;
        if (error instanceof Unreachable && !isOver) {
          await sleep(delayMs, this.#closed.signal);
          continue;
        }
        if (error instanceof RuntimeEnvAgentError) throw error;
        const problem = error instanceof Unreachable ? `cannot be reached (${error.message})` : errorText(error);
        throw new RuntimeEnvAgentError(path, this.#options, problem, error);
      }
    }
  }

  #post(path: string, body: Buffer): Promise<Buffer> {
    const { host, port, authToken } = this.#options;
    return new Promise((resolve, reject) => {
      const exchange = request(
        {
          agent: this.#http,
          host,
          port,
          path: `/${path}`,
          method: "POST",
          signal: this.#closed.signal,
          headers: {
            "content-type": "application/octet-stream",
            "content-length": body.length,
            ...(authToken === null ? {} : { authorization: `Bearer ${authToken}` }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            size += chunk.length;
            if (size <= maxReplyBytes) return;
            reject(new RuntimeEnvAgentError(path, this.#options, `sent more than ${maxReplyBytes} bytes`));
            response.destroy();
          });
          response.on("error", (error) => reject(new Unreachable(errorText(error), { cause: error })));
          response.on("end", () => {
            const reply = Buffer.concat(chunks);
            if (response.statusCode === 200) resolve(reply);
            else reject(this.#httpError(path, response.statusCode ?? 0, reply));
          });
        },
      );
      exchange.on("error", (error) => reject(new Unreachable(errorText(error), { cause: error })));
      exchange.end(body);
    });
  }

  #httpError(path: string, status: number, reply: Buffer): RuntimeEnvAgentError {
    const text = reply.subarray(0, 500).toString("utf8");
    return new RuntimeEnvAgentError(path, this.#options, `answered HTTP ${status}: ${text}`);
  }
}

/** Ends early, without an error, when the signal fires. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
