// Whether a URL seems to hold a secret: a guess, good enough for a warning and for nothing else.

const USER_INFO = /^wss?:\/\/[^/?#]*@/i;

const NAME =
  /^wss?:.*[?&]([^=&]*(token|secret|passw|jwt|signature|credential|authoriz)[^=&]*|[^=&]*key|auth|sig|pass|pwd)=/i;

// Made by a machine to be hard to guess: long, of letters and digits.
const VALUE = /^wss?:.*=(?=[^&]*\d)(?=[^&]*[a-z])[\w.~+-]{24,}(&|$)/i;

/**
 * True for user info, for a query parameter whose name contains token, secret, passw, jwt, signature, credential or authoriz,
 * ends with key, or is auth, sig, pass or pwd, and for a value of 24 or more letters and digits.
 */
export function holdsSecret(url: string): boolean {
  return [USER_INFO, NAME, VALUE].some((suspect) => suspect.test(url));
}
