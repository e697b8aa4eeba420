// What the queue of a connection keeps of a message: its data, as there is one peer alone who can have said it.

import type { Data, Items } from "../inbox/items.ts";

export const DATA_ALONE: Items<Data> = {
  make: (_, data) => data,
  dataOf: (data) => data,
  moved: (_, data) => data,
};
