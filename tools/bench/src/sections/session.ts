import { type Bench, inTurn, script, whyMissing } from '../bench.ts';
import { runToEnd } from '../children.ts';
import { measuredRow, type Outcome, unavailableRow } from '../row.ts';
import { ratioOf, type Target } from '../verdict.ts';
import type { AllocationRun } from './allocation.ts';
import { nsText, runTextbook } from './engine.ts';

/** One run of apps/qsl-gateway/bench/session.ts. */
export interface SessionRun {
  /** Nanoseconds for an order that rests, and for one that crosses. */
  readonly resting: number;
  readonly crossing: number;
  readonly growth: AllocationRun;
}

export async function runSession(bench: Bench, rounds: number): Promise<SessionRun> {
  const program = script(bench.placement.serverCpu, 'apps/qsl-gateway/bench/session.ts', rounds);
  return JSON.parse(await runToEnd(program)) as SessionRun;
}

/** Bytes in, bytes out: decode, risk, match and encode, against matching alone in the textbook engine. */
export async function measureSession(bench: Bench): Promise<Outcome> {
  const target: Target = { bound: 'at most', value: 1 };
  const what = 'session, crossing order with one fill';
  const row = { section: 'session', what, against: 'textbook engine, deep book', unit: '×', target };
  const missing = whyMissing(bench, 'textbook_engine');
  const rounds = bench.quick ? 500 : 2000;
  bench.progress(row.what);
  if (missing !== undefined) {
    const { crossing } = await runSession(bench, rounds);
    return { rows: [{ ...unavailableRow(row, missing), ours: nsText([crossing]) }] };
  }
  const { ours, theirs } = await inTurn<{ session?: SessionRun; nsPerOrder?: number }>(bench.runs, {
    ours: async () => ({ session: await runSession(bench, rounds) }),
    theirs: () => runTextbook(bench, 'deep', bench.quick ? 2_500_000 : 5_000_000),
  });
  const textbook = theirs.map(({ nsPerOrder }) => nsPerOrder!);
  const of = (part: 'resting' | 'crossing') => ours.map(({ session }) => session![part]);
  const against = { against: row.against, section: row.section, unit: row.unit, theirs: nsText(textbook) };
  return {
    rows: [
      measuredRow({ ...row, ...against, figure: ratioOf(of('crossing'), textbook), ours: nsText(of('crossing')) }),
      measuredRow({
        ...against,
        what: 'session, order that rests',
        figure: ratioOf(of('resting'), textbook),
        ours: nsText(of('resting')),
      }),
    ],
  };
}
