/** Requests put to a machine that answers each, possibly much later, by exactly one effect with the request's number. */
export class OpenRequests<Answer extends { readonly requestId: number }> {
  readonly #open = new Map<number, (answer: Answer) => void>();
  #last = 0;

  /** `post` gives the machine its event; the answer may come before it returns. */
  ask(post: (requestId: number) => void): Promise<Answer> {
    this.#last += 1;
    const requestId = this.#last;
    return new Promise((resolve) => {
      this.#open.set(requestId, resolve);
      post(requestId);
    });
  }

  answer(answer: Answer): void {
    const resolve = this.#open.get(answer.requestId);
    this.#open.delete(answer.requestId);
    resolve?.(answer);
  }

  /** Nobody waits for this answer any more. */
  drop(requestId: number): void {
    this.#open.delete(requestId);
  }
}
