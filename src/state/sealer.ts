import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

/** Bytes of a key, of a nonce and of a tag: AES-256-GCM. NIST SP 800-38D */
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Something sealed cannot be opened: with another key, or it was changed. The message holds neither key nor content. */
export class SealError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SealError";
  }
}

/**
 * Seals what must not be read in the database. The first key seals, all of them open, so that a new key can be put before
 * the old one. `context` (table and owner) is bound in: a sealed value copied to another row does not open there.
 */
export class Sealer {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #current: readonly [id: string, key: Buffer];

  /** `keys`: 32 bytes each, at least one. Throws RangeError otherwise. */
  constructor(keys: readonly Buffer[]) {
    const [first] = keys;
    if (first === undefined || keys.some((key) => key.length !== KEY_BYTES))
      throw new RangeError("keys have 32 bytes each");
    this.#keys = new Map(keys.map((key) => [keyId(key), key]));
    this.#current = [keyId(first), first];
  }

  /** `keyId.nonce.tag.content`, each part but the first in base64url. */
  seal(text: string, context: string): string {
    const [id, key] = this.#current;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
    const content = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return [id, ...[nonce, cipher.getAuthTag(), content].map((part) => part.toString("base64url"))].join(".");
  }

  /** What was sealed for the same context. Throws SealError. */
  open(sealed: string, context: string): string {
    const [id = "", ...parts] = sealed.split(".");
    const key = this.#keys.get(id);
    if (key === undefined) throw new SealError(`sealed with the key ${id}, which ENCRYPTION_KEY does not hold`);
    const [nonce, tag, content] = parts.map((part) => Buffer.from(part, "base64url"));
    if (nonce?.length !== NONCE_BYTES || tag?.length !== TAG_BYTES || content === undefined)
      throw new SealError("not sealed by this bot");
    const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context)).setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(content), decipher.final()]).toString("utf8");
    } catch {
      throw new SealError("sealed for something else, or changed since");
    }
  }

  /** Proves later, without anything kept, that a text that travelled came from this bot. base64url, 43 signs. */
  sign(text: string, context: string): string {
    return signatureOf(this.#current[1], text, context).toString("base64url");
  }

  /** Whether one of the keys signed the text for the same context. */
  isSigned(text: string, signature: string, context: string): boolean {
    const given = Buffer.from(signature, "base64url");
    return [...this.#keys.values()].some((key) => {
      const right = signatureOf(key, text, context);
      return given.length === right.length && timingSafeEqual(given, right);
    });
  }

  /** Whether a newer key should seal it again. */
  isOld(sealed: string): boolean {
    return !sealed.startsWith(`${this.#current[0]}.`);
  }
}

/** With a key derived from the one that seals: neither says anything about the other. */
function signatureOf(key: Buffer, text: string, context: string): Buffer {
  const derived = Buffer.from(hkdfSync("sha256", key, "", `magpie signs ${context}`, KEY_BYTES));
  return createHmac("sha256", derived).update(text).digest();
}

/** Tells keys apart without telling anything of them. */
function keyId(key: Buffer): string {
  return createHash("sha256").update("magpie key id").update(key).digest("hex").slice(0, 8);
}
