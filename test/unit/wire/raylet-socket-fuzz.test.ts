import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRAME_HEADER_BYTES, FrameReader } from "../../../src/wire/frames.js";
import {
  decodeRayletReply,
  decodeRayletRequest,
  encodeRayletMessage,
  type RayletReply,
  type RayletRequest,
  WireError,
} from "../../../src/wire/index.js";
import { rayletReply, rayletRequest } from "./arbitraries.js";
import { damage, Seeded } from "./seeded.js";

// NARCINE_FUZZ_CASES and NARCINE_FUZZ_SEED repeat a failure or search further.
const cases = Number(process.env["NARCINE_FUZZ_CASES"] ?? 60_000);
const seed = Number(process.env["NARCINE_FUZZ_SEED"] ?? 1);

const corpus = [
  ...fc.sample(rayletRequest, { numRuns: 400, seed }),
  ...fc.sample(rayletReply, { numRuns: 100, seed }),
].map((message) => encodeRayletMessage(message));

function decodeEither(type: number, body: Buffer): RayletRequest | RayletReply {
  return [2, 4, 6, 12].includes(type) ? decodeRayletReply(type, body) : decodeRayletRequest(type, body);
}

describe(`hostile bytes, seed ${seed}`, () => {
  it(`${cases} damaged bodies are read right or refused with a typed error`, { timeout: 120_000 }, () => {
    const random = new Seeded(seed);
    let refused = 0;
    for (let index = 0; index < cases; index++) {
      const original = random.pick(corpus);
      const type = random.below(20) === 0 ? random.below(18) : original.readUInt32LE(8);
      const body =
        random.below(10) === 0
          ? random.bytes(random.below(120))
          : damage(random, original.subarray(FRAME_HEADER_BYTES), random.pick(corpus).subarray(FRAME_HEADER_BYTES));
      const context = () => `seed ${seed} case ${index} type ${type} body ${body.toString("hex")}`;
      let message: RayletRequest | RayletReply;
      try {
        message = decodeEither(type, body);
      } catch (error) {
        if (!(error instanceof WireError)) throw new Error(context(), { cause: error });
        refused++;
        continue;
      }
      // What was taken for a message is one: it survives being written and read again.
      const again = encodeRayletMessage(message);
      if (!isDeepStrictEqual(decodeEither(type, again.subarray(FRAME_HEADER_BYTES)), message)) {
        throw new Error(`read differently the second time: ${context()}`);
      }
    }
    // Both outcomes were exercised.
    expect(refused).toBeGreaterThan(cases / 10);
    expect(refused).toBeLessThan(cases);
  });

  it("damaged streams end with a typed error and never with a wrong frame length", { timeout: 120_000 }, () => {
    const random = new Seeded(seed + 1);
    for (let index = 0; index < cases / 10; index++) {
      const stream = Buffer.concat([random.pick(corpus), random.pick(corpus), random.pick(corpus)]);
      const bytes = damage(random, stream, random.pick(corpus));
      const reader = new FrameReader({ maxBodyBytes: 1 << 20 });
      let taken = 0;
      try {
        for (let at = 0; at < bytes.length; ) {
          const step = 1 + random.below(200);
          reader.push(bytes.subarray(at, at + step), (_type, body) => {
            taken += FRAME_HEADER_BYTES + body.length;
          });
          at += step;
        }
        expect(taken + reader.pendingBytes).toBe(bytes.length);
        reader.end();
      } catch (error) {
        if (!(error instanceof WireError)) throw new Error(`seed ${seed} case ${index}`, { cause: error });
      }
      expect(taken).toBeLessThanOrEqual(bytes.length);
    }
  });
});
