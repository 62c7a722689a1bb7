import { describe, expect, test } from "vitest";
import { OpenRequests } from "../../../src/runtime/open-requests.js";

describe("OpenRequests", () => {
  test("brings each answer to its request, in whatever order, and once", async () => {
    const requests = new OpenRequests<{ requestId: number; text: string }>();
    const ids: number[] = [];
    const [first, second] = [requests.ask((id) => void ids.push(id)), requests.ask((id) => void ids.push(id))];
    const [one, two] = ids as [number, number];
    requests.answer({ requestId: two, text: "two" });
    requests.answer({ requestId: one, text: "one" });
    requests.answer({ requestId: one, text: "again" });
    expect((await Promise.all([first, second])).map(({ text }) => text)).toEqual(["one", "two"]);
  });

  test("takes an answer that comes at once, and none for who has gone", async () => {
    const requests = new OpenRequests<{ requestId: number }>();
    const answer = await requests.ask((requestId) => requests.answer({ requestId }));
    let dropped = 0;
    const gone = requests.ask((requestId) => {
      dropped = requestId;
    });
    expect(dropped).not.toBe(answer.requestId);
    requests.drop(dropped);
    requests.answer({ requestId: dropped });
    expect(await Promise.race([gone, Promise.resolve("nothing")])).toBe("nothing");
  });
});
