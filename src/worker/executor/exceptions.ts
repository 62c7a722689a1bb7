/** What a function threw, as Ray's callers are told of it. */
import { encode, rpc } from "../../wire/index.js";
import { type SerializedValue, writeXlang } from "../xlang.js";
import { exceptionText } from "./exception-text.js";

const exceptionMetadata = Buffer.from(String(rpc.ErrorType.TASK_EXECUTION_EXCEPTION));

/** As a RayException, which has no value for TypeScript: Ray's callers show the text and where it comes from. */
export function exceptionOf(error: unknown): { readonly exception: Uint8Array; readonly text: string } {
  const text = exceptionText(error);
  return {
    exception: encode(rpc.RayException, { language: rpc.Language.CPP, formattedExceptionString: text }),
    text,
  };
}

/** An exception as the value of an object. */
export function failureOf(error: unknown): SerializedValue {
  return { metadata: exceptionMetadata, data: [writeXlang(exceptionOf(error).exception)] };
}
