import { startGateway, type TransportName, transports } from '../harness.ts';
import { createVenue, LocalSession } from '../local-session.ts';
import { Peer, type Teardown } from '../peer.ts';
import { type Random, randomCuts, seededRandom } from '../random.ts';
import { randomStream } from '../random-stream.ts';

export interface StreamTerms {
  readonly seed: number;
  readonly streams: number;
}

export interface StreamSummary {
  readonly transports: readonly TransportName[];
  readonly streams: number;
  readonly requestBytes: number;
  readonly replyBytes: number;
  /** Streams whose answers were not those of the session in this process; it should be empty. */
  readonly differences: readonly string[];
}

const MOST_REQUESTS = 200;
const MOST_CUTS = 30;
const MOST_DIFFERENCES = 5;
/** One stream in so many has bytes in it that are no request. */
const SPOILT = 8;

/**
 * The same streams, cut anywhere, to a live gateway of each transport and to a session in this process: the bytes that come
 * back have to be the same. One connection at a time, so that all three see one order of events; the books go on from
 * stream to stream.
 */
export async function compareStreams(t: Teardown, { seed, streams }: StreamTerms): Promise<StreamSummary> {
  const gateways = await Promise.all(transports.map((transport) => startGateway(t, { transport })));
  const venue = createVenue({ maxOrders: 2 ** 12 });
  const random = seededRandom(seed);
  const differences: string[] = [];
  let [sent, requestBytes, replyBytes] = [0, 0, 0];
  for (; sent < streams && differences.length < MOST_DIFFERENCES; sent++) {
    const stream = spoil(random, randomStream(random, 1 + random(MOST_REQUESTS)));
    const expected = new LocalSession(venue).feed(stream);
    requestBytes += stream.length;
    replyBytes += expected.length;
    for (const [g, gateway] of gateways.entries()) {
      const got = answer(gateway, stream, randomCuts(random, stream.length, random(MOST_CUTS)));
      if (got.equals(expected)) continue;
      const at = got.findIndex((byte, offset) => byte !== expected[offset]);
      differences.push(
        `${transports[g]}, seed ${seed}, stream ${sent}: byte ${at} of ${got.length}/${expected.length}`,
      );
    }
  }
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  return { transports, streams: sent, requestBytes, replyBytes, differences };
}

function spoil(random: Random, stream: Buffer): Buffer {
  if (random(SPOILT) === 0) stream[random(stream.length)]! ^= 1 << random(8);
  return stream;
}

function answer(gateway: { host: string; port: number }, stream: Buffer, cuts: readonly number[]): Buffer {
  const undo: (() => unknown)[] = [];
  const peer = Peer.connect({ teardown: (close) => undo.push(close) }, gateway);
  try {
    peer.send(stream, cuts);
    peer.halfClose();
    return peer.receiveToEnd();
  } finally {
    for (const close of undo) close();
  }
}
