import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { errorText } from "../runtime/errors.js";
import { readLines, writeLine } from "./json-lines.js";

/** A stranger is turned away after so long. */
const HELLO_MS = 5_000;

/**
 * Between Ray's autoscaler, a process below the head (python narcine.spark._provider), and the driver, which alone can start
 * Spark jobs. A connection on loopback, whose port is in the autoscaler's configuration. A line of JSON each; before the first
 * question both ends prove that they know the cluster's token, which itself is never sent:
 *
 *   driver      {"challenge": A}
 *   autoscaler  {"proof": HMAC-SHA256(token, "autoscaler " + A), "challenge": B}
 *   driver      {"proof": HMAC-SHA256(token, "driver " + B)}
 *   autoscaler  {"do": "list"} | {"do": "create"} | {"do": "terminate", "node": "1"}
 *   driver      {"answer": ...} | {"problem": TEXT}
 */
export class Door {
  readonly #server: Server;
  readonly #token: string;
  readonly #answer: (question: DoorQuestion) => unknown;
  readonly #sockets = new Set<Socket>();

  /** @param answer throws what the autoscaler is told as a problem */
  constructor(token: string, answer: (question: DoorQuestion) => unknown) {
    this.#token = token;
    this.#answer = answer;
    this.#server = createServer((socket) => this.#talk(socket));
  }

  /** @returns "ip:port" */
  async open(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What is there from here on no longer holds this process open. */
  letGo(): void {
    this.#server.unref();
    for (const socket of this.#sockets) socket.unref();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #talk(socket: Socket): void {
    const challenge = randomBytes(32).toString("hex");
    const patience = setTimeout(() => socket.destroy(), HELLO_MS).unref();
    let isKnown = false;
    this.#sockets.add(socket);
    socket.unref();
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(patience);
      this.#sockets.delete(socket);
    });
    readLines(socket, (line) => {
      if (isKnown) {
        this.#serve(socket, line as DoorQuestion);
        return;
      }
      const { proof, challenge: theirs } = line as { proof?: unknown; challenge?: unknown };
      isKnown = typeof theirs === "string" && isSame(proof, doorProof(this.#token, "autoscaler", challenge));
      if (!isKnown) {
        socket.destroy();
        return;
      }
      clearTimeout(patience);
      writeLine(socket, { proof: doorProof(this.#token, "driver", theirs as string) });
    });
    writeLine(socket, { challenge });
  }

  #serve(socket: Socket, question: DoorQuestion): void {
    try {
      writeLine(socket, { answer: this.#answer(question) ?? null });
    } catch (error) {
      writeLine(socket, { problem: errorText(error) });
    }
  }
}

export interface DoorQuestion {
  readonly do: "list" | "create" | "terminate";
  readonly node?: string;
}

export function doorProof(token: string, who: "autoscaler" | "driver", challenge: string): string {
  return createHmac("sha256", token).update(`${who} ${challenge}`).digest("hex");
}

function isSame(given: unknown, own: string): boolean {
  if (typeof given !== "string" || given.length !== own.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(own));
}
