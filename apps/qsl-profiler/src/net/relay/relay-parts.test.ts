import t from 'tap';
import { isDrained } from '../path-use.ts';
import { parseQdiscs } from '../qdisc.ts';
import { chance } from './chance.ts';
import { counterOf, createRelayMemory, readCounts } from './counters.ts';
import { isIpv4, isUdp } from './frame.ts';

t.test('chance is fair, differs by seed, and is the same for the same seed', async (t) => {
  const draws = (seed: number) => {
    const random = chance(seed);
    return Array.from({ length: 20_000 }, random);
  };
  for (const seed of [0, 1, 42]) {
    const share = draws(seed).filter((value) => value < 0.01).length / 20_000;
    t.ok(share > 0.007 && share < 0.013, `${seed}: ${share}`);
    t.ok(draws(seed).every((value) => value >= 0 && value < 1));
  }
  t.strictSame(draws(42), draws(42));
  t.not(draws(1)[0], draws(2)[0]);
});

t.test('frames are told apart by their type and protocol', async (t) => {
  const frame = (ethertype: number, protocol: number) => {
    const bytes = new Uint8Array(64);
    bytes.set([ethertype >> 8, ethertype & 255], 10 + 12);
    bytes[10 + 14 + 9] = protocol;
    return bytes;
  };
  t.strictSame([isIpv4(frame(0x0800, 6)), isUdp(frame(0x0800, 6))], [true, false]);
  t.strictSame([isIpv4(frame(0x0800, 17)), isUdp(frame(0x0800, 17))], [true, true]);
  t.strictSame([isIpv4(frame(0x0806, 17)), isUdp(frame(0x0806, 17))], [false, false]);
});

t.test('counts of both directions are kept apart', async (t) => {
  const memory = createRelayMemory();
  const [towards, back] = [counterOf(memory, 'towards'), counterOf(memory, 'back')];
  towards('forwarded');
  towards('lost', 2);
  back('overflowed', 5);
  t.strictSame(readCounts(memory, 'towards'), { forwarded: 1, lost: 2, lostDatagrams: 0, overflowed: 0 });
  t.strictSame(readCounts(memory, 'back'), { forwarded: 0, lost: 0, lostDatagrams: 0, overflowed: 5 });
});

t.test('a path is drained when nothing waits and the relay has seen everything', async (t) => {
  const text =
    '[{"kind":"tbf","root":true,"bytes":900,"packets":9,"drops":2,"overlimits":3,"qlen":0},{"kind":"noqueue"}]';
  const qdiscs = parseQdiscs(text);
  t.strictSame(qdiscs, [{ kind: 'tbf', bytes: 900, packets: 9, drops: 2, overlimits: 3, waiting: 0 }]);
  const relay = { forwarded: 7, lost: 1, lostDatagrams: 1, overflowed: 0 };
  t.equal(isDrained({ qdiscs, relay: null }), true);
  t.equal(isDrained({ qdiscs, relay }), false, 'one is still in it');
  t.equal(isDrained({ qdiscs, relay: { ...relay, forwarded: 8 } }), true);
  t.equal(isDrained({ qdiscs: parseQdiscs(text.replace('"qlen":0', '"qlen":1')), relay: null }), false);
  t.equal(isDrained({ qdiscs: [], relay: null }), true);
});
