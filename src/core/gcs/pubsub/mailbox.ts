/** A message with the publisher's number for it. */
export interface Published<M> {
  readonly sequence: number;
  readonly channel: number;
  readonly key: string;
  readonly message: M;
  /** What it counts for in budgets. */
  readonly bytes: number;
}

/** Messages of one subscriber that it has not acknowledged, oldest first, within a budget of bytes. */
export class Mailbox<M> {
  readonly #maxBytes: number;
  #messages: (Published<M> | null)[] = [];
  /** Before this index are the empty places of messages that are gone; they are cut off now and then, not one by one. */
  #start = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#messages.length - this.#start;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @returns how many old messages had to be given up for it; one that is larger than the budget stays, alone. */
  add(message: Published<M>): number {
    this.#messages.push(message);
    this.#bytes += message.bytes;
    let lost = 0;
    while (this.#bytes > this.#maxBytes && this.size > 1) {
      this.#removeFirst();
      lost += 1;
    }
    this.#compact();
    return lost;
  }

  /** Drops what the subscriber has processed. */
  acknowledge(sequence: number): void {
    while (this.size > 0 && (this.#messages[this.#start] as Published<M>).sequence <= sequence) this.#removeFirst();
    this.#compact();
  }

  /** The oldest messages, at least one if there is one. They stay until acknowledged. */
  head(maxMessages: number, maxBytes: number): readonly Published<M>[] {
    let end = this.#start;
    let bytes = 0;
    while (end < this.#messages.length && end - this.#start < maxMessages) {
      bytes += (this.#messages[end] as Published<M>).bytes;
      if (bytes > maxBytes && end > this.#start) break;
      end += 1;
    }
    return this.#messages.slice(this.#start, end) as Published<M>[];
  }

  validate(): void {
    const live = this.#messages.slice(this.#start) as Published<M>[];
    if (this.#messages.some((message, i) => (message === null) !== i < this.#start)) {
      throw new Error("a mailbox keeps what is gone");
    }
    const bytes = live.reduce((sum, message) => sum + message.bytes, 0);
    if (bytes !== this.#bytes) throw new Error(`a mailbox counts ${this.#bytes} bytes and holds ${bytes}`);
    if (bytes > this.#maxBytes && live.length > 1) throw new Error("a mailbox is over its budget");
    if (live.some((message, i) => i > 0 && message.sequence <= (live[i - 1] as Published<M>).sequence)) {
      throw new Error("a mailbox is out of order");
    }
  }

  #removeFirst(): void {
    this.#bytes -= (this.#messages[this.#start] as Published<M>).bytes;
    // A thousand places are little, a thousand messages may be more than the budget.
    this.#messages[this.#start] = null;
    this.#start += 1;
  }

  #compact(): void {
    if (this.#start === 0 || (this.#start < 1_024 && this.size > 0)) return;
    if (this.#start * 2 < this.#messages.length) return;
    this.#messages = this.#messages.slice(this.#start);
    this.#start = 0;
  }
}
