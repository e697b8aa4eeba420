// What the queue of a connection keeps of a message: its data, as there is one peer alone who can have said it.

import type { Data, ItemFormat } from "../inbox/items.ts";

export const DATA_ALONE: ItemFormat<Data> = {
  make: (_, data) => data,
  dataOf: (data) => data,
  moved: (_, data) => data,
};
