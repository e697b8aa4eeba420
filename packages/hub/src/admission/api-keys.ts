// An authenticator for a fixed set of keys.

import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { ConfigError } from "@skep/core/base";
import type { Authenticate } from "./authenticator.ts";

/**
 * Lets in whoever's token is one of these keys, as the user that it stands for: `authenticate: apiKeys({ "k-7f3…": "runner" })`. The keys
 * are copied. How long an answer takes says nothing about them. Throws a `ConfigError` for a blank key or user, and where there is none.
 */
export function apiKeys(keys: Readonly<Record<string, string>>): Authenticate {
  const salt = randomBytes(32);
  const digest = (key: string): string => createHmac("sha256", salt).update(key).digest("hex");
  const users = new Map<string, string>();
  checkKeys(keys);
  for (const [key, user] of Object.entries(keys)) {
    if (key.trim() === "" || typeof user !== "string" || user.trim() === "")
      throw new ConfigError("keys", "such that no key and no user is blank", undefined);
    users.set(digest(key), user);
  }
  // Nobody who does not know the salt can choose a digest, so looking one up tells nothing of a key.
  return ({ token }) => {
    const userId = token === undefined ? undefined : users.get(digest(token));
    return userId === undefined ? undefined : { userId, claims: { authMethod: "api_key" } };
  };
}

/** A list would have its indexes for keys, and nobody can have meant to let in nobody. */
function checkKeys(keys: unknown): void {
  const isRecord = typeof keys === "object" && keys !== null && !Array.isArray(keys);
  if (!isRecord || Object.keys(keys).length === 0)
    throw new ConfigError("keys", "an object of keys and users, with one at least", typeof keys);
}

/** Whether two secrets are the same, in a time that does not depend on where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  const salt = randomBytes(32);
  const digest = (text: string): Buffer => createHmac("sha256", salt).update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
