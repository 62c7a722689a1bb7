import type { Socket } from "node:net";

/** Of one line; a reason ends with a few lines of a log. */
const MAX_LINE = 64 * 1024;

export function writeLine(socket: Socket, line: object): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(line)}\n`);
}

/** A peer that sends a line too long, or what is no JSON object, loses its connection. */
export function readLines(socket: Socket, onLine: (line: object) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) socket.destroy();
    for (const line of lines) {
      if (socket.destroyed) return;
      const value = parseObject(line);
      if (value === null) socket.destroy();
      else onLine(value);
    }
  });
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}
