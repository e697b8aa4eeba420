// Servers are given ports that were free a moment ago. Somebody else may have taken one since: then the server is started again, with other ones.

const ATTEMPTS = 4;

/** `start` leaves nothing behind where it rejects. */
export async function startAgain<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === ATTEMPTS || !/address already in use/i.test(String(error))) throw error;
    }
  }
}
