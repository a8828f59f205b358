import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { UserError } from "./errors.ts";

/**
 * Encrypts secrets at rest with AES-256-GCM. `context` names what a secret belongs to (`source 3/warehouse/password`)
 * and is authenticated with it, so that a stored secret cannot be moved to another owner.
 */
export interface SecretBox {
  /** Gives a text such as `v1.KEYID.NONCE.TAG.CIPHERTEXT`. Throws `no-secret-key` when no key is set. */
  seal(secret: string, context: string): string;
  /** Gives the secret back. Throws `wrong-secret-key` when it was sealed with a key that we do not have. */
  open(sealed: string, context: string): string;
  /** Whether it was sealed with the first key, so that the others can be thrown away. */
  isCurrent(sealed: string): boolean;
}

const version = "v1";
const nonceBytes = 12;
/** Node.js takes shorter tags too unless told the length: a forger would need fewer guesses. */
const tagBytes = 16;

/** Gives a box that seals with the first key and opens with any: a new key goes before the old one. */
export function secretBox(keys: readonly Uint8Array[]): SecretBox {
  const byId = new Map(keys.map((key) => [keyId(key), key]));
  const [first] = byId;
  return {
    seal(secret, context) {
      if (!first) {
        throw new UserError({
          code: "no-secret-key",
          what: "There is no key to encrypt secrets with.",
          next: "Make one with: openssl rand -base64 32. Set it as CONCORD_SECRET_KEY, and keep it as safe as the database.",
        });
      }
      const [id, key] = first;
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      cipher.setAAD(Buffer.from(context));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return [
        version,
        id,
        ...[nonce, cipher.getAuthTag(), text].map((part) => part.toString("base64url")),
      ].join(".");
    },
    open(sealed, context) {
      const [format, id = "", ...parts] = sealed.split(".");
      const [nonce, tag, text] = parts.map((part) => Buffer.from(part, "base64url"));
      if (format !== version || !nonce || !tag || !text) throw new Error("A stored secret is damaged.");
      const key = byId.get(id);
      if (!key) {
        throw new UserError({
          code: "wrong-secret-key",
          what: "A stored secret was encrypted with another key than CONCORD_SECRET_KEY.",
          next: "Add the key that it was stored with to CONCORD_SECRET_KEY, after the present one and a comma, or give the secret again.",
        });
      }
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
    },
    isCurrent: (sealed) => first !== undefined && sealed.split(".")[1] === first[0],
  };
}

/** Tells keys apart without telling anything of them. */
function keyId(key: Uint8Array): string {
  return createHash("sha256").update("concord key id").update(key).digest("hex").slice(0, 8);
}
