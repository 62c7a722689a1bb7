import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BookEvent, ObjectBook } from "../../../../src/core/local/object-book.js";
import type { ObjectId } from "../../../../src/ids/index.js";

const object = (name: string) => name as ObjectId;
const [a, b] = [object("a"), object("b")];

describe("the book of objects", () => {
  it("keeps an object while anybody holds it, and what refs in its value are of with it", () => {
    const book = new ObjectBook();
    book.handle({ type: "own", objectId: a, holder: "program" });
    book.handle({ type: "own", objectId: b, holder: "program" });
    book.handle({ type: "made", objectId: a, isStored: false, inner: [] });
    book.handle({ type: "made", objectId: b, isStored: true, inner: [a] });
    expect(book.handle({ type: "drop", objectId: a, holder: "program" })).toEqual([]);
    book.handle({ type: "hold", objectId: b, holder: "thread 1" });
    expect(book.handle({ type: "drop", objectId: b, holder: "program" })).toEqual([]);
    expect(book.handle({ type: "leave", holder: "thread 1" })).toEqual([
      { type: "free", objectId: b, isStored: true },
      { type: "free", objectId: a, isStored: false },
    ]);
    expect(book.size).toBe(0);
  });

  it("frees at once what is made when nobody holds it any more", () => {
    const book = new ObjectBook();
    book.handle({ type: "own", objectId: a, holder: "program" });
    expect(book.handle({ type: "drop", objectId: a, holder: "program" })).toEqual([]);
    expect(book.handle({ type: "made", objectId: a, isStored: true, inner: [] })).toEqual([
      { type: "free", objectId: a, isStored: true },
    ]);
  });

  it("tells who watches once enough are there, of a freed one too", () => {
    const book = new ObjectBook();
    for (const objectId of [a, b]) book.handle({ type: "own", objectId, holder: "program" });
    const objectIds = [a, b];
    expect(book.handle({ type: "watch", watchId: "both", objectIds, count: 2 })).toEqual([]);
    expect(book.handle({ type: "watch", watchId: "none", objectIds, count: 0 })).toEqual([
      { type: "ready", watchId: "none", objectIds: [] },
    ]);
    expect(book.handle({ type: "watch", watchId: "one", objectIds, count: 1 })).toEqual([]);
    expect(book.handle({ type: "made", objectId: b, isStored: false, inner: [] })).toEqual([
      { type: "ready", watchId: "one", objectIds: [b] },
    ]);
    expect(book.handle({ type: "drop", objectId: a, holder: "program" })).toEqual([
      { type: "ready", watchId: "both", objectIds: [a, b] },
    ]);
  });

  it("has, after any events, what a list of holds has", () => {
    const ids = fc.constantFrom("a", "b", "c", "d").map(object);
    const holders = fc.constantFrom("program", "thread 1", "call 1");
    const events: fc.Arbitrary<BookEvent> = fc.oneof(
      fc.record({ type: fc.constant("own" as const), objectId: ids, holder: holders }),
      fc.record({ type: fc.constantFrom("hold" as const, "drop" as const), objectId: ids, holder: holders }),
      fc.record({ type: fc.constant("leave" as const), holder: holders }),
      fc.record({
        type: fc.constant("made" as const),
        objectId: ids,
        isStored: fc.boolean(),
        inner: fc.uniqueArray(ids, { maxLength: 2 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(events, { maxLength: 60, size: "max" }), (all) => {
        const book = new ObjectBook();
        const isMade = new Map<ObjectId, boolean>();
        const there = new Set<ObjectId>();
        let holds: { readonly holder: string; readonly objectId: ObjectId }[] = [];
        const isHeld = (objectId: ObjectId) => holds.some((hold) => hold.objectId === objectId);
        /** What nobody holds goes, and what its value held. */
        const sweep = () => {
          const gone = [...there].filter((objectId) => !isHeld(objectId));
          for (const objectId of gone) {
            there.delete(objectId);
            holds = holds.filter(({ holder }) => holder !== `in ${objectId}`);
          }
          if (gone.length > 0) sweep();
        };
        for (const event of all) {
          // An id is given once; a value holds what was there before it.
          if (event.type === "own" && isMade.has(event.objectId)) continue;
          if (event.type === "made" && event.inner.some((inner) => inner >= event.objectId)) continue;
          const before = new Set(there);
          const isLate = event.type === "made" && !there.has(event.objectId);
          if (event.type === "own") {
            isMade.set(event.objectId, false);
            there.add(event.objectId);
          }
          if ((event.type === "own" || event.type === "hold") && there.has(event.objectId)) holds.push(event);
          if (event.type === "leave") holds = holds.filter(({ holder }) => holder !== event.holder);
          if (event.type === "drop") {
            const at = holds.findIndex(
              ({ holder, objectId }) => holder === event.holder && objectId === event.objectId,
            );
            if (at >= 0) holds.splice(at, 1);
          }
          if (event.type === "made" && isMade.get(event.objectId) === false && !isLate) {
            isMade.set(event.objectId, true);
            const inner = event.inner.filter((objectId) => there.has(objectId));
            holds.push(...inner.map((objectId) => ({ holder: `in ${event.objectId}`, objectId })));
          }
          sweep();
          const freed = book.handle(event).flatMap((effect) => (effect.type === "free" ? [effect.objectId] : []));
          book.validate();
          const gone = [...before].filter((objectId) => !there.has(objectId) && isMade.get(objectId) === true);
          expect(freed.sort()).toEqual(isLate ? [event.objectId] : gone.sort());
          for (const objectId of isMade.keys()) expect(book.has(objectId)).toBe(there.has(objectId));
          for (const objectId of there) expect(book.isThere(objectId)).toBe(isMade.get(objectId));
        }
        for (const holder of ["program", "thread 1", "call 1"]) book.handle({ type: "leave", holder });
        expect(book.size).toBe(0);
      }),
    );
  });
});
