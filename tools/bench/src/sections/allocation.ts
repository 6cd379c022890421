import { type Bench, script } from '../bench.ts';
import { runToEnd } from '../children.ts';
import { measuredRow, type Outcome, type Row } from '../row.ts';
import { runSession } from './session.ts';

/** An object an order would be 16 bytes at least; what is left for anything else that the process may do. */
const TOLERATED_BYTES_PER_ORDER = 0.1;

const ORDERS = 10_000_000;

/** What orders leave on the heap, as programs/allocation.ts and apps/qsl-gateway/bench/session.ts print it. */
export interface AllocationRun {
  readonly orders: number;
  /** Orders before them, until V8 compiled nothing any more. */
  readonly warmUpOrders: number;
  readonly bytes: number;
  /** Of them, what V8 compiled in spite of that. */
  readonly codeBytes: number;
  readonly collections: number;
}

/** What the order path leaves behind on the heap once V8 compiles nothing any more: in 10 million orders nothing, and no scavenge. */
export async function measureAllocation(bench: Bench): Promise<Outcome> {
  bench.progress('allocation');
  const program = script(bench.placement.serverCpu, 'tools/bench/src/programs/allocation.ts', 'deep', ORDERS);
  const engine = JSON.parse(await runToEnd(program)) as AllocationRun;
  const { growth: session } = await runSession(bench, 5000);
  return { rows: [rowOf('engine', engine), rowOf('session', session)] };
}

function rowOf(what: string, { orders, warmUpOrders, bytes, codeBytes, collections }: AllocationRun): Row {
  const row = measuredRow({
    section: 'allocation',
    what: `allocation, ${what}`,
    against: '',
    unit: 'B/order',
    target: { bound: 'at most', value: TOLERATED_BYTES_PER_ORDER },
    figure: { value: Math.max(0, bytes) / orders }, // a reading is now and then an object smaller than usual
    ours: `${bytes} B in all`,
    notes: [
      `${collections} collections over ${orders} orders, after ${warmUpOrders}, when V8 compiled nothing any more`,
      ...(codeBytes === 0 ? [] : [`but it did: ${codeBytes} B of code`]),
    ],
  });
  return collections === 0 ? row : { ...row, verdict: 'misses' };
}
