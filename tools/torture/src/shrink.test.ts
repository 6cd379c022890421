import t from 'tap';
import type { ClientScript, Request, RoundScript } from './script.ts';
import { dropFrom, shrink } from './shrink.ts';

const heartbeats = (...tokens: number[]): Request[] =>
  tokens.map((token) => ({ kind: 'heartbeat', token: BigInt(token) }));

function client(...tokens: number[]): ClientScript {
  const connection = { waitMs: 7, requests: heartbeats(...tokens), pace: { pieces: [10], pauseMs: 5 } };
  return { what: 'trader', startMs: 100, connections: [{ ...connection, reading: 'prompt', ending: 'finish' }] };
}

const tokensIn = ({ clients }: RoundScript) =>
  clients.map(({ connections }) =>
    connections.map(({ requests }) => requests.map((request) => request.kind === 'heartbeat' && Number(request.token))),
  );

const round: RoundScript = {
  name: 'a round',
  clients: [client(1, 2, 3), client(4, 5, 6, 7), client(8), client(9, 10)],
  faults: [
    { kind: 'stop', atMs: 0, forMs: 10 },
    { kind: 'signals', atMs: 5, forMs: 10 },
  ],
};
const needs = (...tokens: number[]) => {
  return async (candidate: RoundScript) => {
    const left = tokensIn(candidate).flat(2);
    return tokens.every((token) => left.includes(token));
  };
};

t.test('what is left is what it takes', async (t) => {
  const smallest = await shrink(round, needs(5, 9), () => true);
  t.same(tokensIn(smallest), [[[5]], [[9]]]);
  t.same(smallest.faults, []);
  t.match(smallest.clients[0], { startMs: 0, connections: [{ waitMs: 0, pace: { pauseMs: 0 } }] }, 'and no pauses');
});

t.test('a fault that it takes stays, and the pauses with it', async (t) => {
  const fails = async (candidate: RoundScript) =>
    candidate.faults.some(({ kind }) => kind === 'signals') && candidate.clients.some(({ startMs }) => startMs > 0);
  const { clients, faults } = await shrink(round, fails, () => true);
  t.match([clients.length, faults], [1, [{ kind: 'signals' }]]);
});

t.test('it ends where it may not go on', async (t) => {
  let plays = 3;
  const smaller = await shrink(round, needs(5), () => plays-- > 0);
  t.ok(tokensIn(smaller).flat(2).includes(5));
});

t.test('any items that are needed are found', async (t) => {
  const items = Array.from({ length: 37 }, (_, i) => i);
  for (const needed of [[], [0], [36], [0, 36], [3, 4, 20], items]) {
    const kept = await dropFrom(items, async (part) => needed.every((item) => part.includes(item)));
    t.same(kept, needed);
  }
});
