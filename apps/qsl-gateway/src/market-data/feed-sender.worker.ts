import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { platform, yieldToAll } from '@qsl/posix';
import type { FeedSenderData } from './feed-sender.ts';
import { sendFeed } from './send-feed.ts';

const { fd, feed } = workerData as FeedSenderData;
/**
 * Sending a datagram takes the kernel several times as long as an order takes us. Where both want one CPU, orders go first
 * and what the ring cannot hold is dropped. At nice 19 alone a thread would still finish its slice of some 3 ms when a
 * serving thread wakes up; under SCHED_IDLE it is preempted at once. On Linux 0 stands for the calling thread and its nice value
 * is its own (setpriority(2)); elsewhere it would be the whole process's.
 */
if (platform === 'linux') {
  setPriority(0, constants.priority.PRIORITY_LOW);
  yieldToAll();
}
parentPort?.postMessage({ kind: 'ready' });
sendFeed(fd, feed);
