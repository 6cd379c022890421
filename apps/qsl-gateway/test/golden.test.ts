/** The golden vectors over real sockets and pipes: the session whole and byte by byte, the transcripts by `replay`. */
import t from 'tap';
import { goldenStreams, goldenTranscripts, noVectors } from './golden.ts';
import { runGateway, startGateway, transports } from './harness.ts';
import { Peer } from './peer.ts';

for (const transport of transports) {
  for (const piecewise of [false, true]) {
    const name = `${transport}: the golden session, ${piecewise ? 'byte by byte' : 'whole'}`;
    t.test(name, { skip: noVectors }, async (t) => {
      const gateway = await startGateway(t, { transport, rehearse: true });
      const { requests, replies } = goldenStreams();
      const peer = Peer.connect(t, gateway);
      peer.send(requests, piecewise ? Array.from(requests.keys()).slice(1) : []);
      peer.halfClose();
      t.equal(peer.receiveToEnd().toString('hex'), replies.toString('hex'));
      t.match(await gateway.stop(), { stats: { accepted: 1, bytesIn: requests.length, bytesOut: replies.length } });
    });
  }
}

t.test('replay reproduces the golden transcripts, byte for byte', { skip: noVectors }, async (t) => {
  const runs = goldenTranscripts().map(async ({ file, text }) => {
    const { code, stdout, stderr } = await runGateway(['replay', file]);
    t.same({ code, stdout, stderr }, { code: 0, stdout: text, stderr: '' }, file);
  });
  await Promise.all(runs);
});
