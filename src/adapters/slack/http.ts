import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { derived } from "../../core/derived.ts";
import type { Logger } from "../../core/log.ts";
import type { Bolt, DeliveryReceiver } from "./bolt.ts";
import { isFromSlack, maybeFromSlack, type SignedHeaders } from "./signature.ts";

/** Slack's own check of the certificate: answered unverified, because it asks for nothing and carries no signature. */
const SSL_CHECK = /^(token=\w*&)?ssl_check=1(&token=\w*)?$/;
const SSL_CHECK_BYTES = 200;

/**
 * Slack over HTTP on the one web server, as a receiver for Bolt. Bolt's own receivers want a server of their own and let
 * signatures from the future pass; handing a delivery through Bolt's `App` costs no more than 2 µs (measured).
 */
export class HttpReceiver implements DeliveryReceiver {
  readonly #signingSecret: string;
  readonly #log: Logger;
  #bolt: Bolt | undefined;

  constructor(http: FastifyInstance, signingSecret: string, log: Logger) {
    this.#signingSecret = signingSecret;
    this.#log = log;
    const options = { config: { counts: "refusals" }, onRequest: refuseUnsigned } as const;
    http.post("/slack/events", options, (request, reply) => this.#receive(request, reply));
  }

  init(bolt: Bolt): void {
    this.#bolt = bolt;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  #receive(request: FastifyRequest, reply: FastifyReply): void {
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (raw.length < SSL_CHECK_BYTES && SSL_CHECK.test(raw.toString("latin1"))) {
      void reply.code(200).send();
      return;
    }
    if (!isFromSlack(this.#signingSecret, signedHeaders(request), raw)) {
      void reply.code(401).send();
      return;
    }
    const body = parseBody(raw, request.headers["content-type"]);
    if (body === undefined || this.#bolt === undefined) {
      const fields = { type: "unknown", fields: ["everything"], platform: "slack" };
      this.#log.warn(fields, "the platform sent a delivery that I can't read");
      void reply.code(400).send();
      return;
    }
    if (body["type"] === "url_verification") {
      const { challenge } = body;
      if (typeof challenge === "string") void reply.code(200).type("text/plain").send(challenge);
      else void reply.code(400).send();
      return;
    }
    const ack = async (payload?: object | string) => {
      if (reply.sent) return;
      if (typeof payload !== "object") void reply.code(200).send();
      else void reply.code(200).type("application/json; charset=utf-8").send(written(payload));
    };
    this.#bolt.processEvent({ body, ack, customProperties: { takesPayload: true } }).then(
      () => {
        if (!reply.sent) void reply.code(404).send();
      },
      () => {
        // Ours never reject: Bolt could not make sense of it
        if (!reply.sent) void reply.code(400).send();
      },
    );
  }
}

/** A message that everybody gets alike is written once. */
const written = derived((payload: object) => JSON.stringify(payload));

/** Refuses what Slack can't have sent before its body has come; a short one may be the check of the certificate. */
function refuseUnsigned(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const isShort = Number(request.headers["content-length"]) < SSL_CHECK_BYTES;
  if (isShort || maybeFromSlack(signedHeaders(request))) done();
  else void reply.code(401).send();
}

function signedHeaders({ headers }: FastifyRequest): SignedHeaders {
  return { signature: headers["x-slack-signature"], timestamp: headers["x-slack-request-timestamp"] };
}

/** The payload of a signed request; undefined for what is neither a form nor a JSON object. */
function parseBody(raw: Buffer, contentType = ""): Record<string, unknown> | undefined {
  const text = raw.toString("utf8");
  if (contentType.startsWith("application/json")) return parseObject(text);
  const form = Object.fromEntries(new URLSearchParams(text));
  return form["payload"] === undefined ? form : parseObject(form["payload"]);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
