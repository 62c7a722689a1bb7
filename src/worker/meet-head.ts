/** The first words with the head: is it one, and does it want a token? */
import { ClusterId } from "../ids/index.js";
import { GrpcCode, RpcClient, RpcError } from "../native/rpc.js";
import { findAuthToken } from "../runtime/auth-token.js";
import { errorText } from "../runtime/errors.js";
import { decode, encode, rpc } from "../wire/index.js";
import { ConnectError } from "./errors.js";

export interface MetHead {
  readonly rpcClient: RpcClient;
  readonly clusterId: ClusterId;
  /** What this cluster's processes show each other; null: nothing. */
  readonly token: string | null;
}

const answerWithinMs = 10_000;

/**
 * A token that lies about may be another cluster's, and a server of ours that wanted it would turn away the processes of a
 * cluster without one. So unless a token is given or RAY_AUTH_MODE says what to do, the head is asked without one first.
 * @throws ConnectError, AuthTokenError
 */
export async function meetHead(address: string, given: string | null): Promise<MetHead> {
  const known = given ?? (process.env["RAY_AUTH_MODE"] ? findAuthToken(process.env) : null);
  try {
    return await ask(address, known);
  } catch (error) {
    const found = known === null && isRefusal(error) ? findAuthToken(process.env) : null;
    if (found === null) throw unreachable(address, error);
    return await ask(address, found).catch((again: unknown) => {
      throw unreachable(address, again);
    });
  }
}

async function ask(address: string, token: string | null): Promise<MetHead> {
  // A user's code may keep the loop for minutes.
  const rpcClient = RpcClient.start({ authToken: token, standIn: true });
  const { path, request, reply } = rpc.NodeInfoGcsService.getClusterId;
  try {
    const body = await rpcClient.call(address, path, encode(request, {}), { timeoutMs: answerWithinMs });
    return { rpcClient, clusterId: ClusterId.fromBytes(decode(reply, body).clusterId), token };
  } catch (error) {
    rpcClient.close();
    throw error;
  }
}

const isRefusal = (error: unknown) => error instanceof RpcError && error.code === GrpcCode.UNAUTHENTICATED;

function unreachable(address: string, cause: unknown): ConnectError {
  const what = isRefusal(cause)
    ? `refuses us (${errorText(cause)}). Give init() its token as authToken, or set RAY_AUTH_TOKEN or RAY_AUTH_TOKEN_PATH.`
    : `does not answer as one of Ray 2.60 would (${errorText(cause)}). Is the cluster up, and is this the address that \`ray start --head\` printed?`;
  return new ConnectError(`The head at ${address} ${what}`, { cause });
}
