// Which close codes an application may say.

/** WHATWG WebSockets, close(): 1000 or 3000 to 4999. Some runtimes would say others too, browsers refuse them. */
export function isCloseCode(code: unknown): code is number {
  return code === 1000 || (Number.isInteger(code) && Number(code) >= 3000 && Number(code) <= 4999);
}
