import { CAUSES, isCause } from "../core/why.js";
import { HeadClient } from "../runtime/head-client.js";
import { narcine } from "../wire/index.js";

/** What `narcine why ID` prints: the cause, what it means, and the sentence that names nodes and amounts. */
export async function whyText(id: string, address: string): Promise<string> {
  return HeadClient.with(address, async (head) => {
    const { what, cause, text, waitingMs } = await head.call(narcine.HeadService.why, { id });
    const since = waitingMs < 0 ? "" : ` (for ${(waitingMs / 1_000).toFixed(1)} s)`;
    const meaning = isCause(cause) ? `${CAUSES[cause]}` : "";
    return [`${what} ${id}: ${cause}${since}`, `  ${meaning}`, `  ${text}`].join("\n");
  });
}
