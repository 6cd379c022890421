/** What publisher, subscriber and kernel counted in one trial. */
export interface TrialCounts {
  /** Messages, each a datagram with the next number. */
  published: number;
  /** Messages that arrived, each counted once. */
  received: number;
  /** Numbers that the subscriber saw left out before a later one came. */
  gapMissing: number;
  /** Messages that came after a later one: they fill gaps again. */
  outOfOrder: number;
  /** Datagrams that did not leave, by the publisher's count. */
  sendFailures: number;
  /** Datagrams that queues and relays of the path dropped; undefined for a path that has none. */
  droppedOnPath?: number;
  /** Datagrams dropped at the subscriber's socket; null where the system does not tell. */
  socketDrops: number | null;
}

/** Where the lost datagrams of a trial went. */
export interface LossLedger {
  /** published − received: the measure, which also sees what no later number gives away. */
  lost: number;
  /** Of those, seen by the subscriber as gaps. */
  inGaps: number;
  /** Of those, lost before the first or after the last that arrived: no gap shows them. */
  outsideGaps: number;
  sendFailures: number;
  droppedOnPath?: number;
  socketDrops: number | null;
  /** What none of these accounts for. Negative if they account for more than was lost; null if the drops are not known. */
  unexplained: number | null;
}

/** Attributes every lost datagram of a trial. */
export function keepLedger(counts: TrialCounts): LossLedger {
  const { published, received, gapMissing, outOfOrder, sendFailures, droppedOnPath, socketDrops } = counts;
  const lost = published - received;
  const inGaps = gapMissing - outOfOrder;
  const afterFailures = lost - sendFailures - (droppedOnPath ?? 0);
  return {
    lost,
    inGaps,
    outsideGaps: lost - inGaps,
    sendFailures,
    ...(droppedOnPath === undefined ? {} : { droppedOnPath }),
    socketDrops,
    // Where nothing is left to explain, nothing has to be known.
    unexplained: socketDrops === null ? (afterFailures === 0 ? 0 : null) : afterFailures - socketDrops,
  };
}

/** Several ledgers in one: null as soon as one of them does not know. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}
