// A subprotocol as it may stand in an error: names are shown, and what may be a token is not.

// Browsers set no headers, so tokens travel as subprotocols: `bearer.<token>`, or one name and the token behind it.
const CREDENTIAL = /auth|bearer|cred|jwt|key|pass|secret|session|ticket|token/i;

// Words with a version, such as `chat.v2`, `graphql-transport-ws` or `v4.channel.k8s.io`, or one short word.
const NAME =
  /^(?:(?:[a-z]{1,12}\d{0,2}|[a-z\d]{1,4})[._:/+-])+(?:[a-z]{1,12}\d{0,2}|[a-z\d]{1,4})$|^[a-z\d]{1,5}$/;

/** In quotes: whole where it looks like a name and none of the others like a credential, else its first four characters. */
export function showProtocol(name: string, others: readonly string[] = [name]): string {
  const plain = name.length <= 32 && NAME.test(name) && ![name, ...others].some(isCredential);
  return JSON.stringify(plain ? name : `${name.slice(0, 4)}…`);
}

function isCredential(name: string): boolean {
  return CREDENTIAL.test(name);
}
