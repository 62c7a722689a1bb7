/**
 * A driver's or worker's end of the raylet's unix socket (Ray 2.60.0). One request with an answer at a time; messages
 * without an answer go in between. When the raylet closes, everything that waits fails, and `onLost` is told once.
 */
import { connect, type Socket } from "node:net";
import { errorText } from "../runtime/errors.js";
import {
  decodeRayletReply,
  encodeRayletMessage,
  FrameReader,
  type RayletReply,
  type RayletRequest,
} from "../wire/index.js";
import { ConnectError, LocalRayletDiedError } from "./errors.js";

type Reply<T extends RayletReply["type"]> = Extract<RayletReply, { type: T }>;

interface Asked {
  readonly wanted: RayletReply["type"];
  readonly resolve: (reply: RayletReply) => void;
  readonly reject: (error: Error) => void;
}

export class RayletConnection {
  readonly #socket: Socket;
  readonly #path: string;
  readonly #onLost: (error: LocalRayletDiedError) => void;
  readonly #frames = new FrameReader();
  /** The first one is sent, the others wait for its answer. */
  readonly #asked: (Asked & { readonly message: RayletRequest })[] = [];
  #error: LocalRayletDiedError | null = null;
  #isClosing = false;

  private constructor(socket: Socket, path: string, onLost: (error: LocalRayletDiedError) => void) {
    this.#socket = socket;
    this.#path = path;
    this.#onLost = onLost;
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("error", (error) => this.#end(errorText(error)));
    socket.on("close", () => this.#end("it closed the connection"));
  }

  /** @param onLost not called after `disconnect` @throws ConnectError */
  static open(path: string, onLost: (error: LocalRayletDiedError) => void): Promise<RayletConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      socket.once("error", (error) => {
        reject(new ConnectError(`The raylet's socket ${path} cannot be used: ${errorText(error)}`, { cause: error }));
      });
      socket.once("connect", () => {
        socket.removeAllListeners("error");
        resolve(new RayletConnection(socket, path, onLost));
      });
    });
  }

  /** Sends what has no answer. */
  tell(message: RayletRequest): void {
    if (this.#error === null) this.#socket.write(encodeRayletMessage(message));
  }

  /** @throws LocalRayletDiedError */
  ask<T extends RayletReply["type"]>(message: RayletRequest, wanted: T): Promise<Reply<T>> {
    return new Promise((resolve, reject) => {
      if (this.#error !== null) {
        reject(this.#error);
        return;
      }
      this.#asked.push({ message, wanted, resolve: resolve as (reply: RayletReply) => void, reject });
      if (this.#asked.length === 1) this.#socket.write(encodeRayletMessage(message));
    });
  }

  /** Says goodbye and waits until the raylet has heard it, or is gone. */
  async disconnect(
    exitType: Extract<RayletRequest, { type: "DisconnectClientRequest" }>["exitType"],
    detail: string,
    creationTaskException: Uint8Array | null = null,
  ): Promise<void> {
    this.#isClosing = true;
    const goodbye: RayletRequest = { type: "DisconnectClientRequest", exitType, detail, creationTaskException };
    const heard = this.ask(goodbye, "DisconnectClientReply").catch(() => undefined);
    const timer = new Promise<void>((resolve) => setTimeout(resolve, 5_000).unref());
    await Promise.race([heard, timer]);
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    try {
      this.#frames.push(chunk, (type, body) => this.#answered(decodeRayletReply(type, body)));
    } catch (error) {
      this.#end(errorText(error));
      this.#socket.destroy();
    }
  }

  #answered(reply: RayletReply): void {
    const asked = this.#asked[0];
    if (asked?.wanted !== reply.type) {
      // A raylet that ends a client says goodbye unasked.
      if (reply.type !== "DisconnectClientReply")
        this.#end(`it answered ${reply.type} to ${asked?.wanted ?? "nothing"}`);
      return;
    }
    this.#asked.shift();
    asked.resolve(reply);
    const next = this.#asked[0];
    if (next !== undefined) this.#socket.write(encodeRayletMessage(next.message));
  }

  #end(reason: string): void {
    if (this.#error !== null) return;
    this.#error = new LocalRayletDiedError(`The raylet at ${this.#path} is gone: ${reason}.`);
    for (const { reject } of this.#asked.splice(0)) reject(this.#error);
    if (!this.#isClosing) this.#onLost(this.#error);
  }
}
