import { LoopedBatch } from '@qsl/datagrams';
import { bindUdp, connectUdp, openUdp, os, raw, requestReceiveBuffer, socketAddress } from '@qsl/posix';
import t from 'tap';
import { kernelDrops } from './kernel-drops.ts';

const DATAGRAMS = 500;

t.test(
  'what the kernel dropped at a socket is counted, to the datagram, and at that socket alone',
  { skip: process.platform !== 'linux' && 'only Linux tells' },
  async (t) => {
    const [receiver, other, sender] = [openUdp(), openUdp(), openUdp()];
    t.teardown(() => [receiver, other, sender].forEach(raw.close));
    requestReceiveBuffer(receiver, 2048);
    for (const fd of [receiver, other]) bindUdp(fd, { host: '127.0.0.1', port: 0 });
    connectUdp(sender, socketAddress(receiver));
    t.equal(kernelDrops(receiver), 0);
    const batch = new LoopedBatch({ capacity: DATAGRAMS, slotBytes: 64 });
    for (let i = 0; i < DATAGRAMS; i++) batch.setLength(i, 38);
    t.equal(batch.send(sender, 0, DATAGRAMS, 0), DATAGRAMS);
    const received = batch.receive(receiver, os.MSG_DONTWAIT);
    t.ok(received > 0 && received < DATAGRAMS);
    t.equal(kernelDrops(receiver), DATAGRAMS - received);
    t.equal(kernelDrops(other), 0);
  },
);

t.test('nothing is known of what is no socket', async (t) => {
  t.equal(kernelDrops(-1), null);
});
