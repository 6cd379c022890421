import type { Bench } from '../bench.ts';
import { measuredRow, type Outcome } from '../row.ts';
import { runEngine } from './engine.ts';
import { runSession } from './session.ts';

/** V8 counts memory as allocated by the buffer, some 250 KB; an object an order would be 16 bytes at least. */
const TOLERATED_BYTES_PER_ORDER = 0.1;

/** What the order path leaves behind on the heap once it is warm: in 10 million orders nothing, and no scavenge. */
export async function measureAllocation(bench: Bench): Promise<Outcome> {
  bench.progress('allocation');
  const engine = await runEngine(bench, 'deep', 1);
  const session = await runSession(bench, 5000);
  const row = (what: string, run: { orders: number; allocatedBytes: number; collections: number }) => {
    const value = run.allocatedBytes / run.orders;
    const result = measuredRow({
      section: 'allocation',
      what: `allocation, ${what}`,
      against: '',
      unit: 'B/order',
      target: { bound: 'at most', value: TOLERATED_BYTES_PER_ORDER },
      figure: { value },
      ours: `${(run.allocatedBytes / 1000).toFixed(0)} KB in all`,
      notes: [`${run.collections} collections over ${run.orders} orders`],
    });
    return run.collections === 0 ? result : { ...result, verdict: 'misses' as const };
  };
  return { rows: [row('engine', engine), row('session', session)] };
}
