import type { Provenance } from '@qsl/bench';
import t from 'tap';
import { formatReport } from './report.ts';

const provenance: Provenance = {
  ...{ commit: '0123456789abcdef', dirty: false, utcDate: '2026-01-02T03:04:05Z', cpuModel: 'a CPU', cpus: 2 },
  ...{ memoryGib: 8, os: 'an OS', kernel: 'a kernel', node: '26.0.0', v8: '14', compiler: 'cc 12', load: [0.5, 1] },
};

t.test('a report of the short form says that it is not for the record', async (t) => {
  const heading = (short: boolean) => {
    const settings = { commandLine: 'npm run torture', gateway: 'the gateway', minutes: 1, short };
    return formatReport({ schema: 'qsl-torture/1', provenance, ...settings, runs: [] })
      .split('\n')
      .slice(3, 5);
  };
  const load = 'load average 0.5 before, 1 after';
  t.strictSame(heading(true), [
    'npm run torture',
    `the gateway, short form, not for the record, 1 minutes a transport; ${load}`,
  ]);
  t.strictSame(heading(false), ['npm run torture', `the gateway, full form, 1 minutes a transport; ${load}`]);
});
