import { checked, command, count, parseExecutable, parsePath, refuse } from '@qsl/cli';
import { ATTACKS } from './attacks.ts';
import { TRANSPORTS, type TransportName } from './gateway.ts';

/** The fewest for an interval that covers the median and leaves a pair aside on either side, where something else ran. */
const USUAL_RUNS = '9';
const MAX_RUNS = 101;

/** Names of attacks, separated by commas, in the order of the report. */
export function parseAttacks(text: string): string[] {
  const all = Object.keys(ATTACKS);
  const wanted = text.split(',');
  if (!wanted.every((name) => all.includes(name)))
    refuse(text, `a list of attacks such as sweep,half-open: ${all.join(', ')}`);
  return all.filter((name) => wanted.includes(name));
}

/** One transport or both. */
export function parseTransports(text: string): readonly TransportName[] {
  if (text === 'both') return TRANSPORTS;
  const found = TRANSPORTS.find((name) => name === text);
  return found === undefined ? refuse(text, 'epoll, threaded or both') : [found];
}

export const siegeCommand = command({
  command: '$0',
  describe: 'attack a live gateway in every way there is, and say what held',
  options: (parser) =>
    parser
      .option('only', checked('--only', parseAttacks, { describe: `attacks: ${Object.keys(ATTACKS).join(', ')}` }))
      .option(
        'transport',
        checked('--transport', parseTransports, { describe: 'epoll, threaded or both', default: 'both' }),
      )
      .option(
        'runs',
        checked('--runs', count({ min: 1, max: MAX_RUNS }), {
          describe: 'pairs of latencies, with and without an attack, in turn',
          default: USUAL_RUNS,
        }),
      )
      .option(
        'gateway',
        checked('--gateway', parseExecutable, { describe: 'besiege this executable in place of the source' }),
      )
      .option('short', {
        type: 'boolean',
        default: false,
        describe: 'less of everything: to see that it works, not for the record',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'print one JSON document (qsl-siege/1) instead of text',
      })
      .option('out', checked('--out', parsePath, { describe: 'folder to write siege.txt and siege.json to' })),
  run: async ({ only, transport, ...options }) => {
    const { runSiege } = await import('./run.ts');
    return runSiege({ attacks: only ?? Object.keys(ATTACKS), transports: transport, ...options });
  },
});
