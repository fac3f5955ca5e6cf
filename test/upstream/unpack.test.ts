import { text } from "node:stream/consumers";
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { BodyError, UpstreamError } from "../../src/core/errors.ts";
import type { StreamQuestion } from "../../src/upstream/question.ts";
import { failureOf, numberAt, numbers } from "./numbers.ts";

const JSON_BODY = JSON.stringify({ n: 7, padding: "magpie ".repeat(20_000) });
const whole: StreamQuestion<string> = { path: "/whole", read: text, freshMs: 0, staleMs: 0 };

const packed = (encoding: string, body: Uint8Array | string, status = 200) => ({
  status,
  headers: { "content-encoding": encoding },
  body,
});

test.each<{ encoding: string; pack: (body: string | Buffer) => Buffer }>([
  { encoding: "gzip", pack: gzipSync },
  { encoding: "x-gzip", pack: gzipSync },
  { encoding: "GZIP", pack: gzipSync },
  { encoding: "deflate", pack: deflateSync },
  { encoding: "br", pack: brotliCompressSync },
  { encoding: "zstd", pack: zstdCompressSync },
  { encoding: "identity", pack: (body) => Buffer.from(body) },
  { encoding: "gzip, br", pack: (body) => brotliCompressSync(gzipSync(body)) },
])("an answer that comes as $encoding is read as if it were not packed, whole and as a stream", async (how) => {
  const { ask, upstream } = await numbers("dogCeo");
  upstream.plays("dogCeo", packed(how.encoding, how.pack(JSON_BODY)));
  expect((await ask.get("dogCeo", numberAt("/n"))).value.n).toBe(7);
  expect((await ask.get("dogCeo", whole)).value).toBe(JSON_BODY);
  expect(upstream.requests("dogCeo")[0]?.headers["accept-encoding"]).toBe("gzip, br, zstd");
});

test("an error is unpacked for who judges it, too", async () => {
  const { ask, upstream } = await numbers("dogCeo");
  upstream.plays("dogCeo", packed("gzip", gzipSync('{"message":"no such breed"}'), 404));
  const bodies: unknown[] = [];
  const judge = ({ body }: { readonly body: unknown }) => void bodies.push(body);
  expect((await failureOf(ask.get("dogCeo", numberAt("/n", { judge })))).message).toBe("dog.ceo GET /n: 404");
  expect(bodies).toEqual([{ message: "no such breed" }]);
});

test("nothing is nothing, however it says it is packed", async () => {
  const { ask, upstream } = await numbers("dogApi");
  upstream.plays("dogApi", { ...packed("gzip", "", 204) });
  const order = { method: "DELETE", path: "/votes/1", schema: () => z.undefined() } as const;
  expect(await ask.send("dogApi", order)).toBeUndefined();
});

describe("what can go wrong", () => {
  const MIB = 1_048_576;
  const QUICKLY = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

  test.each([
    { packing: "gzip", pack: gzipSync },
    { packing: "br", pack: (body: Buffer) => brotliCompressSync(body, QUICKLY) },
    { packing: "zstd", pack: zstdCompressSync },
  ])("a bomb of $packing: refused at the cap, and not unpacked beyond it", async ({ packing, pack }) => {
    const { ask, upstream } = await numbers("dogCeo", { rows: { dogCeo: { maxBytes: MIB, tryTimeoutMs: 5_000 } } });
    const bomb = pack(Buffer.alloc(64 * MIB));
    expect(bomb.byteLength).toBeLessThan(MIB);
    upstream.plays("dogCeo", packed(packing, bomb));
    let read = 0;
    const counting: StreamQuestion<number> = {
      ...whole,
      read: async (body) => {
        for await (const chunk of body) read += chunk.byteLength;
        return read;
      },
    };
    for (const question of [numberAt("/n"), counting]) {
      const failure = await failureOf(ask.get<unknown>("dogCeo", question));
      expect(failure).toBeInstanceOf(BodyError);
      expect(failure.message).toMatch(/^dog\.ceo GET \/(n|whole): body over the size cap$/);
    }
    expect(read).toBeLessThanOrEqual(MIB);
    // Its connection and its slot are free again
    upstream.plays("dogCeo", undefined);
    expect((await ask.get("dogCeo", numberAt("/after"))).value.n).toBe(1);
  });

  test("a packing that nobody knows is named, as a fault of this upstream", async () => {
    const { ask, upstream, client, logged } = await numbers("dogCeo");
    upstream.plays("dogCeo", packed("compress-o-matic", "x"));
    const failure = await failureOf(ask.get("dogCeo", numberAt("/n")));
    expect(failure).toBeInstanceOf(BodyError);
    const problem = "dog.ceo GET /n: body is packed as “compress-o-matic”, which I can't unpack";
    expect(failure.message).toBe(problem);
    expect(logged).toContainEqual(expect.objectContaining({ upstream: "dogCeo", problem }));
    expect(client.status().find(({ id }) => id === "dogCeo")?.state).toBe("ill");
  });

  test("a body that is not what it says", async () => {
    const { ask, upstream } = await numbers("dogCeo");
    upstream.plays("dogCeo", packed("gzip", JSON_BODY));
    const failure = await failureOf(ask.get("dogCeo", numberAt("/n")));
    expect(failure).toBeInstanceOf(BodyError);
    expect(failure.message).toBe("dog.ceo GET /n: body can't be unpacked as gzip");
  });

  test("a body that stops in the middle, though the upstream says it is whole", async () => {
    const { ask, upstream } = await numbers("dogCeo");
    upstream.plays("dogCeo", packed("gzip", gzipSync(JSON_BODY).subarray(0, 100)));
    expect((await failureOf(ask.get("dogCeo", numberAt("/n")))).message).toBe(
      "dog.ceo GET /n: body can't be unpacked as gzip",
    );
  });

  test("a connection that breaks in the middle of it is one that broke, and the call is tried again", async () => {
    const { ask, upstream } = await numbers("dogCeo");
    const half = gzipSync(JSON_BODY).subarray(0, 100);
    upstream.plays("dogCeo", { ...packed("gzip", half), isCut: true });
    const failure = await failureOf(ask.get("dogCeo", numberAt("/n")));
    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure.message).toBe("dog.ceo GET /n: no connection after 3 tries");
  });

  test("packed over and over", async () => {
    const { ask, upstream } = await numbers("dogCeo");
    upstream.plays("dogCeo", packed("gzip, gzip, gzip", gzipSync(gzipSync(gzipSync(JSON_BODY)))));
    expect((await failureOf(ask.get("dogCeo", numberAt("/n")))).message).toBe(
      "dog.ceo GET /n: body is packed again and again",
    );
  });
});
