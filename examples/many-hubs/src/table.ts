// The fleet as lines of text. A pure function.

import type { State } from "@skep/supervise";
import type { Tally } from "./book.ts";
import type { Room } from "./crowd.ts";
import type { HubReport } from "./hub-report.ts";

/** The figures that the table shows. */
export interface FleetFigures {
  readonly state: State;
  readonly reports: ReadonlyMap<string, HubReport>;
  readonly rooms: readonly Room[];
  readonly published: number;
  readonly tally: Tally;
  readonly connected: number;
  readonly clients: number;
  readonly recovered: number;
  readonly broken: number;
}

/** So many channels are shown by themselves. */
const MOST_ROOMS = 6;

export function tableOf(figures: FleetFigures): readonly string[] {
  const { broken, clients, connected, published, recovered, reports, rooms, state, tally } =
    figures;
  const number = (value: number): string => value.toLocaleString("en").padStart(10);
  return [
    ...state.children.map((child) => lineOf(child, reports.get(child.name))),
    "",
    ...rooms.slice(0, MOST_ROOMS).map((room) => roomLine(room)),
    "",
    `${number(connected)}  of ${clients.toLocaleString("en")} clients are connected`,
    `${number(published)}  messages are published and acknowledged`,
    `${number(tally.received)}  were received`,
    `${number(recovered)}  subscriptions came back whole`,
    `${number(broken)}  came back with a gap`,
    `${number(tally.gaps)}  gaps were told, of ${tally.missing.toLocaleString("en")} messages`,
    `${number(tally.lost)}  messages were lost without a word`,
    `${number(tally.doubled)}  came twice`,
  ];
}

/** The position of a channel, how many messages its slowest subscriber is behind, and what its subscribers were told. */
function roomLine({ books, channel, position, published }: Room): string {
  const behind = Math.max(0, ...books.map(({ last }) => published - last));
  const gaps = books.reduce((sum, { tally }) => sum + tally.gaps, 0);
  const place = position === undefined ? "" : `${position.epoch.slice(0, 12)} ${position.offset}`;
  return `  ${channel.padEnd(10)} ${place.padEnd(22)} ${behind} behind  ${gaps} gaps`;
}

function lineOf({ metadata, name, pid, status }: State, report: HubReport | undefined): string {
  const { restarts = "0" } = metadata;
  const facts = [
    report === undefined ? status : report.status,
    pid === undefined ? "" : `pid ${pid}`,
    report === undefined ? "" : `${report.clients} clients`,
    restarts === "0" ? "" : `restarts ${restarts}`,
  ];
  return `  ${name.padEnd(10)} ${facts.filter((fact) => fact !== "").join("  ")}`;
}
