// Whether a URL seems to hold a secret: a guess, good enough for a warning and for nothing else.

// User info; or a parameter whose name ends with one of these words; or a long value with a digit, as generated tokens have.
const SECRET =
  /^wss?:(\/\/[^/?#]*@|.*[?&][^=&]*(token|secret|password|pass|pwd|jwt|signature|sig|auth|credential|key)=|.*=(?=[^&\d]*\d)[\w.~+-]{24})/i;

/**
 * True for user info, for a query parameter whose name ends with token, secret, password, pass, pwd, jwt, signature, sig, auth,
 * credential or key, and for a value of 24 or more letters and digits.
 */
export function holdsSecret(url: string): boolean {
  return SECRET.test(url);
}
