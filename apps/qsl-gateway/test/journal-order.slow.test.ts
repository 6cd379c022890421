/**
 * What a kill cannot show, because the page cache survives it: with --durability sync a record is on the disk before the
 * reply that speaks of it leaves. In the order in which strace sees calls end: write, fdatasync, sendto.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newOrder } from './frames.ts';
import { startGateway, transports } from './harness.ts';
import { Peer } from './peer.ts';
import { noStrace, straceTo } from './strace.ts';

const ORDERS = 20;
const CALL = /^\d+ +(?:<\.\.\. )?(write|fdatasync|sendto)(?:\(| resumed)(.*) = (\d+)$/;

for (const transport of transports) {
  t.test(`${transport}: no reply leaves before the disk has its command`, { skip: noStrace }, async (t) => {
    const file = join(t.testdir(), 'trace');
    const wrapper = [...straceTo(file), '-e', 'trace=write,fdatasync,sendto', '-s', '8'];
    const args = ['--journal', join(t.testdirName, 'journal')];
    const gateway = await startGateway(t, { transport, args, wrapper });
    const peer = Peer.connect(t, gateway);
    for (let i = 0; i < ORDERS; i++) {
      peer.send(newOrder({ id: BigInt(i) }));
      peer.receive(32);
    }
    await gateway.stop();
    let [written, synced, sent] = [0, 0, 0];
    for (const line of readFileSync(file, 'latin1').split('\n')) {
      const [, name, , result] = CALL.exec(line) ?? [];
      // A record of one order is 40 bytes, its acknowledgement 32; nothing else here is.
      if (name === 'write' && result === '40') written++;
      else if (name === 'fdatasync') synced = written;
      else if (name === 'sendto' && result === '32' && ++sent > synced)
        t.fail(`reply ${sent} left after ${synced} syncs`);
    }
    t.same([written, sent], [ORDERS, ORDERS]);
  });
}
