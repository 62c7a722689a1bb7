import { GrpcCode, RpcClient, RpcError } from "../native/rpc.js";
import { decode, encode, type Init, type Method, type rpc } from "../wire/index.js";
import { loadAuthToken } from "./auth-token.js";
import { errorText, NarcineError } from "./errors.js";
import { setUpTlsOnce } from "./tls.js";

/** The head said no, or nothing. */
export class HeadCallError extends NarcineError {
  constructor(address: string, problem: string) {
    super("NARCINE_HEAD_CALL", `the head at ${address} ${problem}`);
  }
}

const TIMEOUT_MS = 10_000;

/** The connection of a command, or of anything else that is no part of a cluster, to its head. */
export class HeadClient {
  readonly address: string;
  readonly #client: RpcClient;

  /** Runs `action` with a client, which is closed afterwards. @throws HeadCallError */
  static async with<T>(address: string, action: (head: HeadClient) => Promise<T>): Promise<T> {
    const head = new HeadClient(address);
    try {
      return await action(head);
    } finally {
      head.#client.close();
    }
  }

  private constructor(address: string) {
    this.address = address;
    setUpTlsOnce(process.env);
    this.#client = RpcClient.start({ authToken: tokenOfUser() });
  }

  /** @throws HeadCallError, also for a no in the reply's status */
  async call<Request, Reply>(method: Method<Request, Reply>, request: Init<Request>): Promise<Reply> {
    let reply: Reply;
    try {
      const body = encode(method.request, request);
      reply = decode(method.reply, await this.#client.call(this.address, method.path, body, { timeoutMs: TIMEOUT_MS }));
    } catch (error) {
      throw new HeadCallError(this.address, problemOf(error));
    }
    const { status = null } = reply as { readonly status?: rpc.GcsStatus | null };
    if (status !== null && status.code !== 0) throw new HeadCallError(this.address, `says: ${status.message}`);
    return reply;
  }
}

/**
 * The token if there is one, whatever RAY_AUTH_MODE says: a local `ray.init` makes one for its cluster, and a head that wants
 * none does not look at it.
 */
function tokenOfUser(): string | null {
  try {
    return loadAuthToken({ ...process.env, RAY_AUTH_MODE: "token" });
  } catch {
    return null;
  }
}

function problemOf(error: unknown): string {
  if (!(error instanceof RpcError)) return `gave an answer that cannot be read (${errorText(error)})`;
  switch (error.code) {
    case GrpcCode.UNIMPLEMENTED:
      return "does not know the question: it is Ray's own gcs_server, or another Narcine";
    case GrpcCode.UNAUTHENTICATED:
      return `refuses us (${error.message}): set RAY_AUTH_TOKEN or RAY_AUTH_TOKEN_PATH`;
    case GrpcCode.DEADLINE_EXCEEDED:
      return `does not answer within ${TIMEOUT_MS / 1_000} s`;
    default:
      return `cannot be reached (${error.message})`;
  }
}
