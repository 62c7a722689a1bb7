import { describe, expect, it } from "vitest";
import { ErrorType } from "../../../src/core/core-worker/types.js";
import { encode, rpc, WireError } from "../../../src/wire/index.js";
import { errorOf, errorOfFailure, errorTypeOf, failureValue } from "../../../src/worker/error-values.js";
import * as errors from "../../../src/worker/errors.js";
import { framedPickle } from "../../../src/worker/pickled-buffer.js";
import { deserialize, readXlang, serialize, sizeOf, writeXlang } from "../../../src/worker/xlang.js";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

describe("values in Ray's XLANG form", () => {
  it("are framed as stock frames them (recorded from 2.60.0)", () => {
    expect(writeXlang("ab").toString("hex")).toBe("030000000000000000a26162");
    expect(writeXlang("x".repeat(159)).subarray(0, 4).toString("hex")).toBe("cca10000");
    expect(writeXlang("x".repeat(788)).subarray(0, 4).toString("hex")).toBe("cd031700");
    // Stock's Python leaves what it finds in the padding.
    expect(readXlang(Buffer.from("03a1b2c3d4e5f60718a26162", "hex"))).toBe("ab");
  });

  it("are bytes as they are, under a name of their own", () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const value = serialize(bytes);
    expect(text(value.metadata)).toBe("RAW");
    expect(value.data).toEqual([bytes]);
    expect(sizeOf(value)).toBe(6);
    expect(deserialize(value.metadata, Buffer.from(bytes))).toEqual(bytes);
    expect(deserialize(Buffer.from("RAW,x"), bytes)).toEqual(bytes);
  });

  it("that only Python can read are named as such", () => {
    // (1, 2), as a stock worker returns it.
    const tuple = Buffer.concat([
      Buffer.from("030000000000000000d46500", "hex"),
      Buffer.from("15000000000000000200000000000000", "hex"),
      Buffer.from("80059508000000000000005d944b014b028694612e0815", "hex"),
    ]);
    expect(deserialize(Buffer.from("PYTHON"), tuple)).toEqual([1, 2]);
    // [object()]: a pickle of a class.
    const pickle = Buffer.concat([Buffer.from([0x80, 4, 0x5d]), Buffer.from("cbuiltins\nobject\n)Ra.", "latin1")]);
    const object = Buffer.concat([Buffer.from("030000000000000000d46500", "hex"), framedPickle(pickle)]);
    expect(() => deserialize(Buffer.from("PYTHON"), object)).toThrow(/builtins\.object/);
    expect(() => deserialize(Buffer.from("PYTHON"), object)).toThrow(errors.UnreadableValueError);
    expect(() => deserialize(Buffer.from("ACTOR_HANDLE"), tuple)).toThrow(/ACTOR_HANDLE/);
  });

  it("whose header lies are refused", () => {
    expect(() => readXlang(Buffer.from("7f0000000000000000a26162", "hex"))).toThrow(WireError);
    expect(() => readXlang(Buffer.from("cfffffffffffffffff", "hex"))).toThrow(WireError);
    expect(() => readXlang(Buffer.from("03", "hex"))).toThrow(WireError);
    expect(() => readXlang(Buffer.from("a10000000000000000", "hex"))).toThrow(WireError);
  });
});

describe("objects that are errors", () => {
  it("say so by a number as their metadata", () => {
    expect(errorTypeOf(Buffer.from("3"))).toBe(3);
    expect(errorTypeOf(Buffer.from("22"))).toBe(22);
    for (const other of ["", "RAW", "3x", "123"]) expect(errorTypeOf(Buffer.from(other))).toBe(null);
  });

  const raised = (formattedExceptionString: string) => {
    const exception = encode(rpc.RayException, { formattedExceptionString });
    return errorOf(rpc.ErrorType.TASK_EXECUTION_EXCEPTION, writeXlang(exception)) as errors.RayTaskError;
  };

  it("carry the remote exception as their cause", () => {
    const traceback =
      '\u001b[36mray::fail()\u001b[39m (pid=1, ip=127.0.0.1)\n  File "m.py", line 3, in fail\n    raise Reason("no: way")\nm.Reason: no: way';
    const error = raised(traceback);
    expect(error).toBeInstanceOf(errors.RayTaskError);
    expect(error.message).toBe("m.Reason: no: way");
    expect(error.cause).toMatchObject({ name: "m.Reason", message: "no: way" });
    expect(error.cause.stack).toMatch(/^ray::fail\(\)/);
    expect(raised("KeyError: 'x'").cause.name).toBe("KeyError");
    expect(raised("").message).toBe("the function raised an exception");
    // From a C++ worker (recorded from 2.60.0).
    expect(raised("Invalid: An exception was thrown").message).toBe("Invalid: An exception was thrown");
  });

  it("are classes by their kind, with the system's words or our own", () => {
    const cancelled = errorOf(rpc.ErrorType.TASK_CANCELLED, new Uint8Array());
    expect(cancelled).toBeInstanceOf(errors.TaskCancelledError);
    expect(cancelled.message).toBe("The task was cancelled.");
    const info = encode(rpc.RayErrorInfo, { errorMessage: "killed by the memory monitor" });
    const outOfMemory = errorOf(rpc.ErrorType.OUT_OF_MEMORY, writeXlang(info));
    expect(outOfMemory).toBeInstanceOf(errors.OutOfMemoryError);
    expect(outOfMemory.message).toBe("killed by the memory monitor");
    expect(outOfMemory).toBeInstanceOf(errors.RayError);
    expect(errorOf(rpc.ErrorType.ACTOR_DIED, new Uint8Array())).toBeInstanceOf(errors.ActorError);
    expect(errorOf(12, new Uint8Array())).toBeInstanceOf(errors.ObjectReconstructionFailedError);
    expect(errorOf(rpc.ErrorType.WORKER_DIED, Buffer.from("no frame"))).toBeInstanceOf(errors.WorkerCrashedError);
  });

  it("are written so that they read the same", () => {
    for (const type of [ErrorType.ACTOR_DIED, ErrorType.WORKER_DIED, ErrorType.TASK_CANCELLED]) {
      const failure = { type, message: "as it was" };
      const { metadata, data } = failureValue(failure);
      const read = errorOf(errorTypeOf(metadata) as number, Buffer.concat(data));
      expect(read).toBeInstanceOf(errorOfFailure(failure).constructor);
      expect(read.message).toBe("as it was");
    }
  });
});
