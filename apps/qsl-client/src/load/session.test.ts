import t from 'tap';
import { Session } from './session.ts';

t.test('orders are in flight from their sending to their answer', async (t) => {
  const session = new Session({ slot: 0, idHigh: 1, depth: 4 });
  t.equal(session.inFlight, 0);
  session.pushBatch(10, 3);
  session.answerLow += 2;
  t.equal(session.inFlight, 1);
});

t.test('the count in flight survives the wrap of the ids', async (t) => {
  const session = new Session({ slot: 0, idHigh: 1, depth: 4 });
  session.nextLow = 0x7fffffff;
  session.answerLow = 0x7fffffff;
  session.pushBatch(0, 2);
  t.equal(session.nextLow, -0x7fffffff);
  t.equal(session.inFlight, 2);
});

t.test('batches come off the ring in order, in parts, each order with the time it was due', async (t) => {
  const session = new Session({ slot: 0, idHigh: 1, depth: 5 });
  for (let round = 0; round < 5; round++) {
    session.pushBatch(100, 3);
    session.pushBatch(200, 1);
    session.popOldest(2, 0.5);
    t.strictSame([session.oldestTime, session.oldestCount], [101, 1]);
    session.popOldest(1, 0.5);
    t.strictSame([session.oldestTime, session.oldestCount], [200, 1]);
    session.popOldest(1, 0.5);
  }
});

t.test('a restarted session has forgotten its past', async (t) => {
  const session = new Session({ slot: 0, idHigh: 1, depth: 1 });
  session.restart(5, 10);
  session.carried = 7;
  session.mayFill = true;
  session.restart(9, 20);
  t.match(session, { answerLow: 9, nextLow: 10, carried: 0, mayFill: false, heartbeatOwed: true, oldestTime: 20 });
  t.equal(session.isSettled, false);
  session.answerLow++;
  session.heartbeatOwed = false;
  t.equal(session.isSettled, true);
});
