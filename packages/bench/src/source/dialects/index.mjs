// The protocols that the source speaks, as far as their real clients need it to connect and subscribe.
//
// A dialect gets a link that can `say` a message, `flood` with frames or with `numbered` ones, and gives what hears the client.

import { centrifuge } from "./centrifuge.mjs";
import { graphql } from "./graphql.mjs";
import { nats } from "./nats.mjs";
import { nostr } from "./nostr.mjs";
import { plain } from "./plain.mjs";
import { skep } from "./skep.mjs";
import { socketIo } from "./socket-io.mjs";

export const dialects = { plain, "socket.io": socketIo, graphql, nostr, centrifuge, nats, skep };
