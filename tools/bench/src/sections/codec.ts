import { ExitCode } from '@qsl/cli';
import { type Bench, script } from '../bench.ts';
import { runToEnd } from '../children.ts';
import type { Outcome } from '../row.ts';

interface CodecCase {
  readonly name: string;
  readonly median: number;
  readonly p25: number;
  readonly p75: number;
  readonly heapBytes: number;
}

/** Encoding and decoding of single frames: a stage of what a session costs, without a target of its own. */
export async function measureCodec(bench: Bench): Promise<Outcome> {
  bench.progress('codec');
  const options = bench.quick ? ['--json', '--quick'] : ['--json'];
  const program = script(bench.placement.serverCpu, 'libs/wire-protocol/bench/codec.ts', ...options);
  const cases = JSON.parse(await runToEnd(program, [ExitCode.OK, ExitCode.UNTRUSTED])) as CodecCase[];
  const rows = cases.map(({ name, median, p25, p75 }) => ({
    section: 'codec',
    what: `codec, ${name}`,
    against: '',
    unit: 'ns',
    figure: { value: median, interval: { low: p25, high: p75, level: 0.5 } },
    verdict: '' as const,
    notes: [],
  }));
  return { rows };
}
