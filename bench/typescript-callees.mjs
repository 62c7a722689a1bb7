// What both drivers of bench/typescript.py call on our side in TypeScript; typescript_callees.py has the same for stock's.
import { get, getActor } from "narcine";

const OK = Buffer.from("ok");

/** Calls these actors in turn, `count` times in all. */
export async function work(names, count) {
  const actors = await Promise.all(names.map((name) => getActor(name)));
  const refs = Array.from({ length: count }, (_, at) => actors[at % actors.length].small.remote());
  await get(refs);
}

export function small() {
  return OK;
}

export class Actor {
  small() {
    return OK;
  }

  echo(value) {
    return value;
  }
}
