import { checked, command, count, duration, parsePath } from '@qsl/cli';
import { parseName } from '../run/options.ts';
import { parseWanted } from '../top/target.ts';
import { ACTIONS, DEFAULTS, parseChoice, SOURCES } from './options.ts';

const DURATION = { plainUnit: 's', minMs: 100, maxMs: 600_000 } as const;
const FREQUENCY = { min: 1, max: 10_000 };

const text = (value: string) => value;

/** `qsl-profiler cpu`. */
export const cpuCommand = command({
  command: 'cpu <action>',
  describe: "Where CPU time goes: count (stat), sample (record) or draw it (flamegraph), by perf or by V8's sampler",
  options: (parser) =>
    parser
      .positional(
        'action',
        checked('action', parseChoice(ACTIONS), { describe: ACTIONS.join(', '), demandOption: true }),
      )
      .option(
        'command',
        checked('--command', text, { describe: 'Run this to its end, and look at it and what it starts' }),
      )
      .option(
        'target',
        checked('--target', parseWanted, {
          describe: 'Or look at a process that runs: its number, or its port (:9009)',
        }),
      )
      .option(
        'duration',
        checked('--duration', duration(DURATION), { describe: 'How long to look at a process', default: '5s' }),
      )
      .option(
        'frequency',
        checked('--frequency', count(FREQUENCY), {
          describe: 'Samples a second of each running thread',
          default: DEFAULTS.frequency,
        }),
      )
      .option(
        'source',
        checked('--source', parseChoice(SOURCES), {
          describe: "perf, V8's sampler (v8), or auto: perf where it may sample",
          default: DEFAULTS.source,
        }),
      )
      .option('from', checked('--from', parsePath, { describe: 'flamegraph: draw what record wrote into this file' }))
      .option('name', checked('--name', parseName, { describe: 'For the files, cpu_NAME (default: the program)' }))
      .option('out', checked('--out', parsePath, { describe: 'Folder for the files (default: results)' }))
      .option('json', { type: 'boolean', default: false, describe: 'Print the data instead of the report' })
      .example("$0 cpu stat --command 'npm run bench -w libs/posix'", 'what a benchmark costs')
      .example('$0 cpu flamegraph --target :9009 --duration 10s', 'where a gateway under load spends its time')
      .example("$0 cpu record --source v8 --command 'node server.js --once'", "by V8's own sampler")
      .example('$0 cpu flamegraph --from results/cpu_npm.json', 'draw what was recorded')
      .epilogue(
        'Command lines are split into words without a shell, see "qsl-profiler run --help".\n' +
          'Evidence is classed as full (cycles and instructions), partial (the clocks of the kernel) or constrained (no perf: ' +
          'procfs for stat, V8 for record), and artifacts say which. --source v8 with --target opens the inspector of a Node ' +
          'process by SIGUSR1, and closes it again.',
      ),
  run: async ({ json, duration: durationMs, frequency: frequencyHz, ...flags }) => {
    const { carryOut } = await import('../experiments/carry-out.ts');
    const { lookAtCpu } = await import('./run.ts');
    return carryOut((signal) => lookAtCpu({ ...flags, durationMs, frequencyHz }, signal), { json });
  },
});
