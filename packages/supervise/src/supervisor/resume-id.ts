// The id of a child over all its instances: a UUID of version 4 (RFC 9562, section 5.4), drawn from the source of chance that is given.

export function resumeId(random: () => number): string {
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replaceAll(/[xy]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === "x" ? digit : (digit & 3) | 8).toString(16);
  });
}
