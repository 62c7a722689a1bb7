/**
 * Runs a callback of a user of this folder while a batch is being handed out. An exception must not cost the rest of
 * the batch, and must not be hidden either: it is thrown again from a microtask, where Node reports it as uncaught.
 */
export function callSafely(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
