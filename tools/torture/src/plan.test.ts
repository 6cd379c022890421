import t from 'tap';
import { LONG, planRound, SHORT } from './plan.ts';
import { parse, type RoundScript, stringify } from './script.ts';
import { keyOf } from './traffic.ts';

const rounds = Array.from({ length: 40 }, (_, number) =>
  planRound(5, number, number % 2 ? SHORT : { ...LONG, mostRequests: 200 }),
);

t.test('a seed repeats every script', async (t) => {
  const [script, again, otherSeed, otherRound] = [
    planRound(7, 3, SHORT),
    planRound(7, 3, SHORT),
    planRound(8, 3, SHORT),
    planRound(7, 4, SHORT),
  ].map(stringify); // as text: tap takes a quarter of a minute to tell how two scripts differ
  t.equal(again, script);
  t.not(otherSeed, script);
  t.not(otherRound, script);
});

t.test('a script is the same after having been a file', async (t) => {
  t.same(parse(stringify(rounds[0])), rounds[0]);
});

/** Commands by the connections that send them. */
function sendersIn({ clients }: RoundScript): Map<string, Set<string>> {
  const senders = new Map<string, Set<string>>();
  for (const [number, { connections }] of clients.entries()) {
    for (const [i, { requests }] of connections.entries()) {
      for (const request of requests) {
        if (request.kind === 'heartbeat') continue;
        const key = keyOf(request);
        senders.set(key, (senders.get(key) ?? new Set()).add(`${number}.${i}`));
      }
    }
  }
  return senders;
}

t.test('a command names the connection that sent it', async (t) => {
  for (const round of rounds) {
    const shared = [...sendersIn(round)].filter(([, senders]) => senders.size > 1);
    t.same(shared, [], round.name);
  }
});

t.test('connections of a client name the orders of those before them', async (t) => {
  const idsOf = ({ requests }: { requests: readonly unknown[] }) =>
    new Set((requests as { id?: bigint }[]).flatMap(({ id }) => (id === undefined ? [] : [id])));
  const clients = rounds.flatMap((round) => round.clients).filter(({ connections }) => connections.length > 1);
  const common = clients.filter(({ connections }) => {
    const [first, second] = connections.map(idsOf);
    return first!.intersection(second!).size > 0;
  });
  t.ok(common.length > 3, `${common.length} of ${clients.length}`);
});

t.test('every kind of client, fault and end comes up', async (t) => {
  const clients = rounds.flatMap((round) => round.clients);
  const connections = clients.flatMap((client) => client.connections);
  t.equal(new Set(clients.map(({ what }) => what)).size, 9);
  t.equal(new Set(rounds.flatMap(({ faults }) => faults.map(({ kind }) => kind))).size, 5);
  t.same([...new Set(connections.map(({ ending }) => ending))].sort(), ['await', 'close', 'finish', 'reset']);
});
