import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { errorText } from "../runtime/errors.js";
import { FoldedWarnings } from "../runtime/folded-warnings.js";
import type { Logger } from "../runtime/logger.js";
import { FrameReader } from "../wire/frames.js";
import type { RayletReply, RayletRequest } from "../wire/raylet-messages.js";
import { decodeRayletRequest, encodeRayletMessage } from "../wire/raylet-socket.js";

/** What connections bring; a thrown error closes the connection it came from. */
export interface RayletSocketHandlers {
  onMessage(connectionId: number, message: RayletRequest): void;
  /** Exactly once for each connection, however it ended. */
  onClosed(connectionId: number): void;
}

/**
 * The raylet's unix socket: frames in, messages out (protocol: Ray 2.60.0, node_manager.fbs). It decides nothing:
 * bytes that are no message close their own connection with a logged reason, and nobody else notices.
 */
export class RayletSocketServer {
  readonly #server: Server;
  readonly #log: Logger;
  readonly #refusals: FoldedWarnings;
  readonly #handlers: RayletSocketHandlers;
  readonly #connections = new Map<number, Socket>();
  #path = "";
  #nextConnectionId = 1;

  constructor(handlers: RayletSocketHandlers, log: Logger) {
    this.#handlers = handlers;
    this.#log = log;
    this.#refusals = new FoldedWarnings(
      log,
      (count) => `${count} more connections of the raylet socket were closed like the last ones`,
    );
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** @param path at most 107 bytes, a limit of unix sockets */
  async listen(path: string): Promise<void> {
    this.#path = path;
    // A socket file left by a killed raylet would make bind fail; nobody listens on it any more.
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(path, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  /** A message for a connection that is gone is dropped: its end was reported. */
  send(connectionId: number, message: RayletReply): void {
    this.#connections.get(connectionId)?.write(encodeRayletMessage(message));
  }

  /** The last message of a connection: it is closed once the bytes are out. */
  sendLast(connectionId: number, message: RayletReply): void {
    this.#connections.get(connectionId)?.end(encodeRayletMessage(message));
  }

  /** Ends a connection in good order. */
  close(connectionId: number, reason: string): void {
    this.#log.debug(`Connection ${connectionId} of the raylet socket ends: ${reason}`);
    this.#connections.get(connectionId)?.destroy();
  }

  /** Ends a connection that broke the protocol; the reason is logged, or counted where there are too many. */
  refuse(connectionId: number, reason: string): void {
    const socket = this.#connections.get(connectionId);
    if (socket === undefined) return;
    this.#refusals.warn(() => `Connection ${connectionId} of the raylet socket is closed: ${reason}`);
    socket.destroy();
  }

  /** No more connections; the open ones end. */
  stop(): void {
    this.#server.close();
    for (const socket of this.#connections.values()) socket.destroy();
    if (this.#path !== "") rmSync(this.#path, { force: true });
    this.#refusals.flush();
  }

  #accept(socket: Socket): void {
    const connectionId = this.#nextConnectionId++;
    const reader = new FrameReader();
    this.#connections.set(connectionId, socket);
    socket.on("data", (chunk) => {
      try {
        reader.push(chunk, (type, body) => {
          if (this.#connections.has(connectionId)) {
            this.#handlers.onMessage(connectionId, decodeRayletRequest(type, body));
          }
        });
      } catch (error) {
        this.refuse(connectionId, errorText(error));
      }
    });
    // A peer that resets the connection is as gone as one that closes it.
    socket.on("error", (error) => this.#log.debug(`Connection ${connectionId}: ${error.message}`));
    socket.on("close", () => {
      this.#connections.delete(connectionId);
      this.#handlers.onClosed(connectionId);
    });
  }
}
