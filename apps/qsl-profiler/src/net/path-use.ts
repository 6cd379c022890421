import type { QdiscCounters } from './qdisc.ts';
import type { RelayCounts } from './relay/counters.ts';

/** What has passed in one direction since the path was built. */
export interface PathUse {
  /** Of the interface that it leaves by, the root first. */
  qdiscs: QdiscCounters[];
  /** null: there is none. */
  relay: RelayCounts | null;
}

/** A classful root such as netem counts what its child drops as its own. */
export function droppedByQueues({ qdiscs }: PathUse): number {
  return qdiscs[0]?.drops ?? 0;
}

/** Whether nothing waits in a queue, and the relay has dealt with everything that left it. */
export function isDrained({ qdiscs, relay }: PathUse): boolean {
  const [root] = qdiscs;
  if (root === undefined || root.waiting > 0) return root === undefined;
  return relay === null || relay.forwarded + relay.lost + relay.overflowed >= root.packets;
}
