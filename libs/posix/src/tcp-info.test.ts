import t from 'tap';
import { evaluateC, hasCompiler } from '../test/fixtures/c-compiler.ts';
import { tcpPair } from '../test/sockets.ts';
import { pin } from './memory.ts';
import { os, platform } from './platform.ts';
import { raw } from './raw.ts';
import { socketAddress } from './socket.ts';
import { decodeAnswer, diagnoseTcpSockets, encodeRequest } from './tcp-diagnosis.ts';
import { decodeTcpInfo, readTcpInfo, TCP_INFO_OFFSET } from './tcp-info.ts';

const skip = platform === 'linux' ? false : 'needs Linux';
const BYTES = 1000;

t.test('offsets are those of the header', { skip: skip || (!hasCompiler && 'no C compiler') }, async (t) => {
  const lines = Object.keys(TCP_INFO_OFFSET).map(
    (name) => `printf("${name} %zu\\n", offsetof(struct tcp_info, ${name}));`,
  );
  const layout = evaluateC(`
#include <linux/tcp.h>
#include <stddef.h>
#include <stdio.h>
int main(void) {
  ${lines.join('\n  ')}
  return 0;
}`);
  t.same(layout, TCP_INFO_OFFSET);
});

t.test('a connection tells what it sent and how long that took', { skip }, async (t) => {
  const { client, server } = tcpPair(t);
  const bytes = pin(new Uint8Array(BYTES));
  t.equal(raw.send(client, bytes, BYTES, 0), BYTES);
  t.equal(raw.recv(server, bytes, BYTES, os.MSG_WAITALL), BYTES);
  const info = readTcpInfo(server);
  t.equal(info.bytesReceived, BYTES);
  t.ok(readTcpInfo(client).rttUs > 0);
  t.equal(info.totalRetransmits, 0);
  t.ok(info.congestionWindow > 0 && info.maxSegmentBytes > 0);
});

t.test('what an older kernel does not tell is null', async (t) => {
  const { rttUs, minRttUs, bytesAcked, segmentsIn } = decodeTcpInfo(new Uint8Array(104));
  t.same({ rttUs, minRttUs, bytesAcked, segmentsIn }, { rttUs: 0, minRttUs: null, bytesAcked: null, segmentsIn: null });
});

t.test('the kernel lists both ends of a connection, with what waits in them', { skip }, async (t) => {
  const { client, server } = tcpPair(t);
  const [{ port: own }, { port: peer }] = [socketAddress(server), socketAddress(client)];
  t.equal(raw.send(client, pin(new Uint8Array(BYTES)), BYTES, 0), BYTES);
  const sockets = diagnoseTcpSockets({ family: 4, localPort: own });
  const accepted = sockets.find(({ remotePort }) => remotePort === peer);
  t.equal(accepted?.receiveQueue, BYTES);
  t.equal(accepted?.info?.bytesReceived, BYTES);
  t.equal(accepted?.drops, 0);
  t.equal(accepted?.state, 1);
  t.ok(sockets.every(({ localPort }) => localPort === own));
  const [other] = diagnoseTcpSockets({ family: 4, localPort: peer });
  t.equal(other?.remotePort, own);
  t.not(other?.cookie, accepted?.cookie);
});

t.test('an error in place of an answer is reported by its number', { skip }, async (t) => {
  const error = new Uint8Array(encodeRequest({ family: 6 }));
  const view = new DataView(error.buffer);
  view.setUint16(4, os.NLMSG_ERROR, true);
  view.setInt32(16, -os.ENOENT, true);
  t.same(decodeAnswer(error), { sockets: [], done: true, errno: os.ENOENT });
  t.same(decodeAnswer(error.subarray(0, 8)), { sockets: [], done: false, errno: 0 });
});
