import { timingSafeEqual } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import { NarcineError } from "../../runtime/errors.js";
import { readLines, writeLine } from "../json-lines.js";

/**
 * Between the holders of a cluster: each worker's holds a connection to the head's for as long as it lives. So the head's
 * carrier learns how every node fares, a node learns at once that its head is gone, and "the connection is closed" means
 * that nothing is left of a node, because its holder ends last. Lines of JSON; the first one shows the cluster's token.
 */
const HELLO_MS = 5_000;
/** For what was said last to leave. */
const LEAVE_MS = 2_000;

/** The head's holder does not take this node in. */
export class ControlError extends NarcineError {
  constructor(message: string) {
    super("NARCINE_SPARK_CONTROL", message);
  }
}

export interface ControlEvents {
  /** What a node's holder says, in order. */
  readonly onNews: (node: string, news: object) => void;
  /** The holder has ended. Once for every node that said hello. */
  readonly onGone: (node: string) => void;
}

/** The head's end. */
export class ControlServer {
  readonly #server: Server;
  readonly #token: string | null;
  readonly #events: ControlEvents;
  readonly #nodes = new Set<Socket>();
  readonly #waiting = new Set<Socket>();
  #stopped = false;

  constructor(token: string | null, events: ControlEvents) {
    this.#token = token;
    this.#events = events;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** @returns "ip:port" */
  listen(ip: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ port: 0, host: ip }, () => {
        const { port } = this.#server.address() as { port: number };
        resolve(`${ip}:${port}`);
      });
    });
  }

  /** Tells every node to end, one that is still to come too. Their connections close when they have. */
  stopNodes(): void {
    this.#stopped = true;
    for (const socket of this.#nodes) writeLine(socket, { stop: true });
  }

  close(): void {
    this.#server.close();
    for (const socket of [...this.#nodes, ...this.#waiting]) socket.destroy();
  }

  #accept(socket: Socket): void {
    let node: string | null = null;
    this.#waiting.add(socket);
    const patience = setTimeout(() => socket.destroy(), HELLO_MS);
    socket.setNoDelay(true);
    readLines(socket, (line) => {
      if (node !== null) {
        this.#events.onNews(node, line);
        return;
      }
      const { token, node: name } = line as { token?: unknown; node?: unknown };
      if (typeof name !== "string" || !this.#knows(token)) {
        socket.destroy();
        return;
      }
      clearTimeout(patience);
      this.#waiting.delete(socket);
      node = name;
      this.#nodes.add(socket);
      writeLine(socket, { welcome: true });
      if (this.#stopped) writeLine(socket, { stop: true });
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(patience);
      this.#waiting.delete(socket);
      this.#nodes.delete(socket);
      if (node !== null) this.#events.onGone(node);
    });
  }

  #knows(token: unknown): boolean {
    if (this.#token === null) return true;
    if (typeof token !== "string") return false;
    const [given, own] = [Buffer.from(token), Buffer.from(this.#token)];
    return given.length === own.length && timingSafeEqual(given, own);
  }
}

/** A node's end. */
export class ControlClient {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * @param onEnd once: the head wants the node to end ("stop"), or is gone ("lost").
   * @throws ControlError when the head's holder cannot be reached or turns us away
   */
  static open(address: string, token: string | null, node: string, onEnd: (why: "stop" | "lost") => void) {
    const host = address.slice(0, address.lastIndexOf(":"));
    const port = Number(address.slice(address.lastIndexOf(":") + 1));
    return new Promise<ControlClient>((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      let welcome = false;
      let ended = false;
      let problem = "it turned this node away: the token is another cluster's. Set the cluster up again.";
      const end = (why: "stop" | "lost") => {
        if (!ended) onEnd(why);
        ended = true;
      };
      socket.on("connect", () => writeLine(socket, { token, node }));
      readLines(socket, (line) => {
        if ("stop" in line) end("stop");
        if ("welcome" in line) {
          welcome = true;
          resolve(new ControlClient(socket));
        }
      });
      socket.on("error", (error) => {
        problem = `${error.message}. The driver's address must be reachable from the Spark workers (spark.driver.host).`;
      });
      socket.on("close", () => {
        if (welcome) end("lost");
        else reject(new ControlError(`the head's control channel at ${address} does not answer: ${problem}`));
      });
    });
  }

  say(news: object): void {
    writeLine(this.#socket, news);
  }

  /** Resolves when all that was said has left, or the head takes no more of it: one whose host is gone closes nothing. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) {
        resolve();
        return;
      }
      const patience = setTimeout(() => this.#socket.destroy(), LEAVE_MS);
      this.#socket.once("close", () => {
        clearTimeout(patience);
        resolve();
      });
      this.#socket.end();
    });
  }
}
