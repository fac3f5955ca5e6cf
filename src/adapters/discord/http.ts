import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { inTime, steadyNow } from "../../core/time.ts";
import type { UploadedFile } from "./files.ts";
import { encodeBody } from "./multipart.ts";
import { parseDelivery, parseUnreadable } from "./parse.ts";
import type { Router } from "./route.ts";
import type { CallbackPayload, ResponseAnswer } from "./send.ts";
import { isSignedByDiscord, maybeSignedByDiscord, publicKeyFromHex, type SignedHeaders } from "./signature.ts";

/** Where Discord posts interactions to. */
const ROUTE = "/discord/interactions";

export interface HttpParts {
  /** Its bodies are raw bytes. */
  readonly server: FastifyInstance;
  /** The application's public key, 64 hex digits. */
  readonly publicKey: string;
  readonly router: Router;
}

/** Takes interactions over HTTP: the signature on the raw bytes first, then the rest. */
export function serveInteractions({ server, publicKey, router }: HttpParts): void {
  const key = publicKeyFromHex(publicKey);
  const options = { config: { counts: "refusals" }, onRequest: refuseUnsigned } as const;
  server.post(ROUTE, options, (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const now = Date.now();
    if (!isSignedByDiscord(key, signedHeaders(request), body, now)) {
      refuse(reply);
      return;
    }
    const interaction = parseJson(body);
    const delivery = parseDelivery(interaction, now);
    const response = new HttpAnswer(reply);
    // A request never stays open, whatever went wrong
    if (delivery === undefined) {
      void router.refuse(parseUnreadable(interaction, now), response).then(() => response.close(400));
    } else if (delivery.type === "ping") {
      void reply.send({ type: 1 });
    } else {
      void router.receive(delivery, response).then(() => response.close());
    }
  });
}

/** Refuses what Discord can't have sent before its body has come. */
function refuseUnsigned(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if (maybeSignedByDiscord(signedHeaders(request), Date.now())) done();
  else refuse(reply);
}

function refuse(reply: FastifyReply): void {
  void reply.code(401).send({ error: "invalid request signature" });
}

function signedHeaders({ headers }: FastifyRequest): SignedHeaders {
  return { signature: headers["x-signature-ed25519"], timestamp: headers["x-signature-timestamp"] };
}

/** The first answer as the HTTP response itself. */
class HttpAnswer implements ResponseAnswer {
  readonly #reply: FastifyReply;

  constructor(reply: FastifyReply) {
    this.#reply = reply;
  }

  async send(payload: CallbackPayload, files: readonly UploadedFile[], deadline: number): Promise<void> {
    const { contentType, bytes } = await encodeBody(payload, files);
    this.#refuseSecond();
    void this.#reply.header("content-type", contentType).send(bytes);
    await inTime(this.#sent(), deadline - steadyNow(), () => {
      this.#reply.raw.destroy();
      throw new Error("Discord did not take the answer in time");
    });
  }

  async ignore(): Promise<void> {
    this.close();
    await this.#sent();
  }

  /** Ends the exchange without an answer, if there was none. */
  close(status = 202): void {
    if (!this.#reply.sent) void this.#reply.code(status).send();
  }

  #refuseSecond(): void {
    if (this.#reply.sent) throw new Error("the interaction has been answered already");
  }

  async #sent(): Promise<void> {
    const { raw } = this.#reply;
    if (!raw.closed) await new Promise<void>((resolve) => raw.once("close", resolve));
    if (!raw.writableFinished) throw new Error("Discord closed the connection before the answer was out");
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
