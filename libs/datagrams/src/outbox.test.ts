import { os } from '@qsl/posix';
import t from 'tap';
import type { DatagramSlots } from './datagram-slots.ts';
import { Outbox } from './outbox.ts';

const { ECONNREFUSED, EMSGSIZE, ENOBUFS, EINTR } = os;
const ALL = 'all';

/**
 * Slots whose sends go as planned: each result is taken once, a count of datagrams or a negated errno; then everything is
 * taken. Keeps what it was asked to send, as `first+count`.
 */
function slotsThat(results: (number | typeof ALL)[], capacity = 4): DatagramSlots & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    capacity,
    slotBytes: 8,
    view: new DataView(new ArrayBuffer(capacity * 8)),
    offset: (i) => i * 8,
    setLength: () => {},
    length: () => 8,
    receive: () => -os.EAGAIN,
    send: (_fd, first, count) => {
      asked.push(`${first}+${count}`);
      const result = results.shift() ?? ALL;
      return result === ALL ? count : result;
    },
  };
}

function filled(slots: DatagramSlots, messages: number): Outbox {
  const outbox = new Outbox({ fd: 3, slots });
  for (let i = 0; i < messages; i++) {
    outbox.reserve();
    outbox.commit(8);
  }
  return outbox;
}

const cases: {
  name: string;
  results: (number | typeof ALL)[];
  asked: string[];
  sent: number;
  failures: Record<string, number>;
}[] = [
  { name: 'all at once', results: [ALL], asked: ['0+4'], sent: 4, failures: {} },
  {
    name: 'a short batch that goes on: one was refused in between',
    results: [1, ALL],
    asked: ['0+4', '1+3'],
    sent: 4,
    failures: { ECONNREFUSED: 1 },
  },
  {
    name: 'a refusal that shows: the datagram it held up is sent all the same',
    results: [-ECONNREFUSED, ALL],
    asked: ['0+4', '0+4'],
    sent: 4,
    failures: { ECONNREFUSED: 1 },
  },
  {
    name: 'a short batch whose error shows: that one datagram is given up',
    results: [2, -EMSGSIZE, ALL],
    asked: ['0+4', '2+2', '3+1'],
    sent: 3,
    failures: { EMSGSIZE: 1 },
  },
  {
    name: 'a refusal each',
    results: [1, 1, 1, 1],
    asked: ['0+4', '1+3', '2+2', '3+1'],
    sent: 4,
    failures: { ECONNREFUSED: 3 },
  },
  { name: 'a signal', results: [-EINTR, ALL], asked: ['0+4', '0+4'], sent: 4, failures: {} },
  {
    name: 'a shortage that passes',
    results: [-ENOBUFS, -ENOBUFS, ALL],
    asked: ['0+4', '0+4', '0+4'],
    sent: 4,
    failures: {},
  },
];

for (const { name, results, asked, sent, failures } of cases) {
  t.test(name, async (t) => {
    const slots = slotsThat(results);
    const outbox = filled(slots, 4);
    outbox.flush();
    const { ledger } = outbox;
    t.strictSame({ asked: slots.asked, sent: ledger.sent, failures: ledger.failures() }, { asked, sent, failures });
    t.equal(ledger.bytes, 32);
    outbox.flush();
    t.equal(slots.asked.length, asked.length, 'nothing is sent twice');
  });
}

t.test('a shortage that lasts costs the datagram, in the end', async (t) => {
  const outbox = filled(slotsThat(Array.from({ length: 100 }, () => -ENOBUFS)), 2);
  outbox.flush();
  t.match(outbox.ledger, { sent: 1, failed: 1 });
  t.strictSame(outbox.ledger.failures(), { ENOBUFS: 1 });
});

t.test('whoever does not want to wait gives it up at once', async (t) => {
  const slots = slotsThat([-ENOBUFS]);
  const outbox = new Outbox({ fd: 3, slots, maxAttempts: 1 });
  for (let i = 0; i < 2; i++) {
    outbox.reserve();
    outbox.commit(8);
  }
  outbox.flush();
  t.strictSame(slots.asked, ['0+2', '1+1']);
  t.match(outbox.ledger, { sent: 1, failed: 1 });
});

t.test('full slots are sent before the next message', async (t) => {
  const slots = slotsThat([]);
  filled(slots, 10).flush();
  t.strictSame(slots.asked, ['0+4', '0+4', '0+2']);
});
