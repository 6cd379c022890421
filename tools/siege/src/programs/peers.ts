/**
 * Connections of a client that will not be heard of again: `peers.ts HOST PORT`. Some have been served and say nothing,
 * some have begun a frame, some have sent orders and read no answer until no more were taken. Says so in one line, and
 * stays until it is killed: its parent, or its network, makes it vanish.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '../client.ts';
import { heartbeat, pairsOfOrders } from '../frames.ts';

const OF_EACH_KIND = 4;
const PAIRS = 1000;
const STUCK_MS = 100;

const [host = '', port = ''] = process.argv.slice(2);
const connect = (count = OF_EACH_KIND) => Array.from({ length: count }, () => new Client(Number(port), host));

// A thread that has served before is there at once; one that has to be started may take longer than a deadline.
const first = connect(3 * OF_EACH_KIND);
for (const client of first) client.roundTrip();
for (const client of first) client.close();
const [silent, begun, deaf] = [connect(), connect(), connect()];
for (const client of [...silent, ...begun]) client.roundTrip();
for (const [i, client] of deaf.entries()) {
  const orders = pairsOfOrders(PAIRS, 2 * PAIRS * i, 0);
  let [at, movedAt] = [0, performance.now()];
  while (performance.now() - movedAt < STUCK_MS) {
    const sent = client.sendSome(orders.subarray(at));
    at = (at + sent) % orders.length;
    if (sent > 0) movedAt = performance.now();
    else await delay(5);
  }
}
for (const client of begun) client.send(heartbeat().subarray(0, 5));
process.stdout.write(`ready ${3 * OF_EACH_KIND}\n`);
setInterval(() => {}, 60_000);
