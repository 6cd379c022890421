import { closeMessageRing } from '@qsl/market-data';
import { connectUdp, type Endpoint, hostFamily, openUdp, raw } from '@qsl/posix';
import { wakeAtExit } from '../transports/exit-guard.ts';
import { startServingThread } from '../transports/serving-thread.ts';
import type { SharedFeed } from './shared-feed.ts';

/** What the sending thread is started with. */
export interface FeedSenderData {
  /** A UDP socket connected to where the feed goes. */
  readonly fd: number;
  readonly feed: SharedFeed;
}

/** The thread that sends a feed. */
export interface FeedSender {
  /** Settles when all that was published before `close` has been sent or counted; rejects when the thread failed. */
  readonly ended: Promise<void>;
  /** Nothing more will be published. */
  close(): void;
}

/** Starts the thread that sends `feed` to `to`, and waits until it does. Throws PosixError where that cannot be reached. */
export async function startFeedSender(to: Endpoint, feed: SharedFeed): Promise<FeedSender> {
  const data: FeedSenderData = { fd: openDestination(to), feed };
  const thread = startServingThread(new URL('./feed-sender.worker.ts', import.meta.url), data, () => {});
  const close = () => closeMessageRing(feed.ring);
  const forgetExit = wakeAtExit(close);
  const ended = thread.ended.finally(() => {
    forgetExit();
    raw.close(data.fd);
  });
  ended.catch(() => {}); // where the start fails, `ready` says so
  await thread.ready;
  return { ended, close };
}

/** Connected, so that a datagram needs no address, and a refusal comes back as ECONNREFUSED. */
function openDestination(to: Endpoint): number {
  const fd = openUdp({ family: hostFamily(to.host) });
  try {
    connectUdp(fd, to);
    return fd;
  } catch (error) {
    raw.close(fd);
    throw error;
  }
}
