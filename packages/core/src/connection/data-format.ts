// How the queue of a connection keeps a message: as its data, without a peer, as all messages are from the same one.

import type { Data, ItemFormat } from "../inbox/items.ts";

export const DATA_FORMAT: ItemFormat<Data> = {
  make: (_, data) => data,
  dataOf: (data) => data,
  moved: (_, data) => data,
};
