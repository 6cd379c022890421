import type { Provenance } from '@qsl/bench';
import t from 'tap';
import { claim, measured, unavailable } from './finding.ts';
import { formatReport } from './report.ts';

const provenance: Provenance = {
  ...{ commit: '0123456789abcdef', dirty: false, utcDate: '2026-01-02T03:04:05Z', cpuModel: 'a CPU', cpus: 2 },
  ...{ memoryGib: 8, os: 'an OS', kernel: 'a kernel', node: '26.0.0', v8: '14', compiler: 'cc 12', load: [0.5, 1] },
};

t.test('a report says what was measured, beside its limit, and what held', async (t) => {
  const ratio = { value: 1.5, interval: { low: 1.2, high: 1.8, level: 0.94 } };
  const findings = [
    measured({ what: 'p99', unit: '×', figure: ratio, limit: { bound: 'at most', value: 2 }, notes: ['of 5'] }),
    measured({ what: 'fills', unit: '', figure: 161318, limit: { bound: 'exactly', value: 161319 } }),
    claim('nothing else', true),
    unavailable('half-open', 'not root'),
  ];
  const text = formatReport({
    schema: 'qsl-siege/1',
    provenance,
    settings: {
      commandLine: 'npm run siege -- --only sweep',
      runs: 5,
      short: false,
      gateway: 'source',
      tookSeconds: 9,
    },
    results: [{ attack: 'sweep', transport: 'epoll', findings }],
  });
  t.equal(
    text,
    `qsl siege of 2026-01-02T03:04:05Z, commit 0123456789ab, clean
a CPU, 2 CPUs, 8 GiB, an OS, a kernel
Node 26.0.0, V8 14, cc 12
npm run siege -- --only sweep
gateway from source; full form; 5 pairs of latencies in turn; 9 s; load average 0.5 before, 1 after
Ratios are medians of the ratios of neighbouring runs, with the interval that order statistics give.

sweep, epoll: an order whose answer is over the hard limit of 8 MiB
  p99           1.50 ×   [1.20, 1.80]  ≤ 2 ×      held
  fills         161,318                = 161,319  did not hold
  nothing else                                    held
  half-open                                       unavailable
    p99: of 5
    half-open: not root
`,
  );
});

t.test('a report of the short form says that it is not for the record', async (t) => {
  const settings = { commandLine: 'npm run siege -- --short', runs: 1, short: true, gateway: 'source', tookSeconds: 1 };
  const text = formatReport({ schema: 'qsl-siege/1', provenance, settings, results: [] });
  t.match(text, /^gateway from source; short form, not for the record; 1 pairs of latencies/m);
});
