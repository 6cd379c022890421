import type { Quantity } from '../../artifact/quantity.ts';
import type { NetArtifact } from '../../net/result.ts';
import { percent, valueAt } from '../figures.ts';
import { type Cell, table } from '../html.ts';
import type { Section } from '../section.ts';

/** The path between two namespaces, as it was asked for, as it was, and what went over it. */
export function describeNet({ path, handshake, experiments }: NetArtifact): Section {
  const rows = experiments.flatMap(({ kind, ...directions }, i): Cell[][] =>
    (['towards', 'back'] as const).map((way): Cell[] => {
      const at = `experiments.${i}.${way}`;
      const { packets, bytes, overlimits, queueDrops, relay } = directions[way];
      const relayed = (field: 'lost' | 'overflowed'): Cell =>
        relay === null ? '-' : valueAt(`${at}.relay.${field}`, relay[field]);
      return [
        `${kind}, ${way === 'towards' ? 'towards the server' : 'back'}`,
        ...Object.entries({ packets, bytes, overlimits, queueDrops }).map(([field, quantity]) =>
          valueAt(`${at}.${field}`, quantity),
        ),
        relayed('lost'),
        relayed('overflowed'),
      ];
    }),
  );
  const bitsPerSecond = (value: number | null) => `${(value ?? 0) / 1e6} Mbit/s`;
  const row = (
    label: string,
    field: 'rate' | 'queue' | 'delay' | 'loss',
    show?: Parameters<typeof valueAt>[2],
  ): Cell[] => [label, valueAt(`path.${field}`, path[field], show)];
  const measured = (label: string, field: 'median' | 'least' | 'count'): Cell[] => [
    label,
    valueAt(`handshake.${field}`, handshake[field] as Quantity),
  ];
  return {
    title: 'net: the path between two network namespaces',
    inShort: {
      caption: 'In short: the path as it was asked for, and as it was',
      head: ['path', `impaired by ${path.impairer}`],
      rows: [
        row('rate, each way (tbf)', 'rate', bitsPerSecond),
        row('queue, each way', 'queue'),
        row('delay, one way', 'delay'),
        row('loss, each way', 'loss', percent),
        measured('round trip with nobody at the far end, median', 'median'),
        measured('the least', 'least'),
        measured('handshakes that this rests on', 'count'),
      ],
    },
    body: table({
      caption: 'What the experiments sent over it; their own sections have what came of it',
      head: [
        'experiment',
        'packets',
        'bytes',
        'waited for the rate',
        'queue full',
        'lost by the relay',
        'no room in the relay',
      ],
      rows,
    }),
  };
}
