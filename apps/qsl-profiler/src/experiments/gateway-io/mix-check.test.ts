import t from 'tap';
import { servingMix } from '../../tracing/serving-mix.ts';
import { assertMixServes } from './mix-check.ts';

const ROUND_TRIPS = 100;

const check = (counts: Record<string, number>) => {
  const loaded = new Map(Object.entries(counts).map(([syscall, calls]) => [syscall, { calls, errors: 0 }]));
  const control = new Map([['write', { calls: 3, errors: 0 }]]);
  assertMixServes(servingMix(loaded, [control, control], ROUND_TRIPS), ROUND_TRIPS, (message) => new Error(message));
};

t.test('a table shows serving with one accept and one send per round trip', async (t) => {
  t.doesNotThrow(() => check({ accept4: 100, sendto: 100 }));
  t.doesNotThrow(() => check({ accept: 100, write: 103 }), 'whichever calls a server uses for it');
  t.doesNotThrow(() => check({ accept4: 100, sendto: 250 }), 'more sends are the server’s own affair');
});

t.test('otherwise it shows nothing', async (t) => {
  t.throws(() => check({}), /0 accepted connections for 100 round trips/);
  t.throws(() => check({ accept4: 99, sendto: 100 }), /99 accepted/);
  t.throws(() => check({ accept4: 101, sendto: 100 }), /101 accepted/);
  t.throws(() => check({ accept4: 100 }), /fewer sends/);
  t.throws(() => check({ accept4: 100, sendto: 50, write: 53 }), /fewer sends/);
});
