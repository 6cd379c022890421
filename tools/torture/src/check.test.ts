import { ReferenceEngine } from '@qsl/matching-engine/reference';
import t from 'tap';
import { Check, Mismatch } from './check.ts';
import type { Heard } from './connection.ts';
import type { Accepted } from './journal-tail.ts';
import type { ClientScript, ConnectionScript, Request } from './script.ts';
import { acceptance, heartbeatAck, rejection, streamOf } from './wire.ts';

type Command = Accepted['command'];

const limit = (id: bigint, side: 'B' | 'S', quantity: number): Command => {
  return { kind: 'limit', id, symbol: 0, side, price: 100n, quantity, timeInForce: 'GTC' };
};
const cancel = (id: bigint): Command => ({ kind: 'cancel', id, symbol: 0 });

function newModel(): ReferenceEngine {
  const model = new ReferenceEngine({ maxOrders: 10, maxOrderQuantity: 1000n, maxNotional: 10n ** 9n });
  model.register('AAPL');
  return model;
}

/** What an honest gateway says to these commands, one after the other. */
function answersTo(commands: readonly Command[]): { journal: Accepted[]; replies: Uint8Array[] } {
  const model = newModel();
  const journal: Accepted[] = [];
  const replies = commands.map((command) => {
    const outcome = model.apply(command);
    if ('reject' in outcome) return rejection(command.id, outcome.reject);
    journal.push({ sequence: outcome.events[0]!.sequence, command });
    return acceptance(outcome.events);
  });
  return { journal, replies };
}

function heard(
  requests: readonly Request[],
  received: readonly Uint8Array[],
  given: Partial<Heard> = {},
  change: Partial<ConnectionScript> = {},
): Heard {
  const script: ConnectionScript = {
    waitMs: 0,
    requests,
    pace: { pieces: [100], pauseMs: 0 },
    reading: 'prompt',
    ending: given.end === 'ours' ? 'reset' : 'finish',
    ...change,
  };
  const stream = streamOf(script);
  const bytes = Buffer.concat(received);
  const rest = {
    sentBytes: stream.bytes.length,
    end: 'end of stream',
    quietMs: 0,
    hindered: { ms: 0, by: undefined },
  } as const;
  return { script, stream, received: bytes, ...rest, ...given };
}

function check(journal: readonly Accepted[], ...each: readonly Heard[]) {
  const clients = each.map(({ script }): ClientScript => ({ what: 'trader', startMs: 0, connections: [script] }));
  const lists = each.map((one) => [one]);
  return new Check(newModel(), clients, lists).run(journal, { mayShed: false });
}

/** A maker, its taker, a cancel that comes too late, another order under the same id. */
const [maker, taker, late, again] = [limit(1n, 'B', 5), limit(2n, 'S', 7), cancel(1n), limit(1n, 'B', 9)];
const { journal, replies } = answersTo([maker, taker, late, again]);
const [makerReply, takerReply, lateReply, againReply] = replies as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
const ours = () => heard([maker, late, again], [makerReply, lateReply, againReply]);
const theirs = () => heard([taker], [takerReply]);

t.test('what an honest gateway says passes', async (t) => {
  const checked = check(journal, ours(), theirs());
  t.match(checked, { requests: 4, commands: 3, unanswered: 0, answers: { Ack: 3, Fill: 2, 'Reject UnknownOrder': 1 } });
});

t.test('answers that a reset destroyed are not missed, wherever it cut them', async (t) => {
  const whole = Buffer.concat([makerReply, lateReply, againReply]);
  for (let length = 0; length <= whole.length; length++) {
    const cut = heard([maker, late, again], [whole.subarray(0, length)], { end: 'ours' });
    t.doesNotThrow(() => check(journal, cut, theirs()), `${length} bytes`);
  }
});

t.test('every changed bit of an answer is found', async (t) => {
  const missed: string[] = [];
  for (const [i, reply] of [makerReply, lateReply, againReply].entries()) {
    for (let bit = 0; bit < reply.length * 8; bit++) {
      const received = [makerReply, lateReply, againReply];
      received[i] = Uint8Array.from(reply, (byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      try {
        check(journal, heard([maker, late, again], received), theirs());
        missed.push(`bit ${bit} of answer ${i}`);
      } catch (error) {
        if (!(error instanceof Mismatch)) throw error;
      }
    }
  }
  t.same(missed, []);
});

const wrong: Record<string, [message: RegExp, run: () => unknown]> = {
  'an answer is missing': [/1 requests unanswered/, () => check(journal, ours(), heard([taker], []))],
  'an answer comes twice': [
    /bytes behind its last answer/,
    () => check(journal, ours(), heard([taker], [takerReply, takerReply])),
  ],
  'a command is missing in the journal': [/before it/, () => check(journal.toSpliced(1, 1), ours(), theirs())],
  'the journal has a command of nobody': [
    /nobody sent/,
    () => check([...journal, { sequence: 6, command: limit(77n, 'B', 1) }], ours(), theirs()),
  ],
  'the journal is in another order': [
    /is due|UnknownOrder|before it/,
    () => check(journal.toReversed(), ours(), theirs()),
  ],
  'an order is rejected at no moment': [
    /no moment explains it/,
    () => check([], heard([maker], [rejection(1n, 'DuplicateOrderId')])),
  ],
  'a command is skipped, though its answer was destroyed': [
    /before it/,
    () => check(answersTo([again]).journal, heard([maker, again], [], { end: 'ours' })),
  ],
  'the connection was reset': [
    /it was reset/,
    () => check(journal, ours(), heard([taker], [takerReply], { end: 'reset' })),
  ],
  'a heartbeat has another token': [
    /differs from its byte 23/,
    () => check([], heard([{ kind: 'heartbeat', token: 1n }], [heartbeatAck(2n)])),
  ],
  'nothing ever came': [
    /neither answered/,
    () => check(journal, ours(), heard([taker], [takerReply], { end: 'stuck' })),
  ],
  'nothing ever came, whatever stood in the way': [
    /neither answered/,
    () => {
      const hindered = { ms: 3000, by: 'run queue' } as const;
      return check(journal, ours(), heard([taker], [takerReply], { end: 'stuck', quietMs: 3100, hindered }));
    },
  ],
};

for (const [what, [message, run]] of Object.entries(wrong)) {
  t.test(`it is found that ${what}`, async (t) => {
    t.throws(run, { name: 'Mismatch', message });
  });
}

/** The gateway never read what it was sent, and ended the connection when that had lasted for too long. */
const deaf = (hindered: Heard['hindered'], ending: ConnectionScript['ending'] = 'finish') =>
  heard([taker], [], { quietMs: 3100, hindered }, { ending });

t.test(
  'a deadline excuses an end where most of it was measured to be the doing of others, and nowhere else',
  async (t) => {
    const silent = (ms: number) => ({ ms, by: ms > 0 ? 'run queue' : undefined }) as const;
    for (const ending of ['finish', 'await', 'close'] as const) {
      for (const ms of [0, 100, 1500]) {
        const message = ms > 0 ? `at most ${ms} ms \\(run queue\\)` : 'none of which';
        const expected = new RegExp(`1 requests unanswered; it was quiet for up to 3100 ms, ${message}`);
        t.throws(
          () => check([], deaf(silent(ms), ending)),
          { name: 'Mismatch', message: expected },
          `${ending}, ${ms} ms`,
        );
      }
      t.same(check([], deaf(silent(1700), ending)).late, { 'run queue': 1 }, ending);
    }
    const reset = { end: 'reset', quietMs: 3100 } as const;
    t.throws(() => check(journal, ours(), heard([taker], [takerReply], reset)), { message: /it was reset/ });
    const sound = heard([taker], [takerReply], { quietMs: 3100, hindered: silent(3000) });
    t.same(check(journal, ours(), sound).late, {}, 'one that ended as it should needs no excuse');
  },
);
