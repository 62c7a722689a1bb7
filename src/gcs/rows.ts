import { type Codec, decode, encode, type Init } from "../wire/index.js";

/**
 * A row of the head's own, made of what came in a request or of a row and its changes. Two things of decoded messages
 * must not be in a table: their bytes lie in the request's buffer, and their absent fields on a prototype that a spread
 * leaves behind.
 */
export function makeRow<T>(codec: Codec<T>, content: Init<T>): T {
  return decode(codec, encode(codec, content));
}
