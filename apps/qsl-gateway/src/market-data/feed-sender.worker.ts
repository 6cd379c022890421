import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { platform } from '@qsl/posix';
import type { FeedSenderData } from './feed-sender.ts';
import { sendFeed } from './send-feed.ts';

const { fd, feed } = workerData as FeedSenderData;
/**
 * Sending a datagram takes the kernel several times as long as an order takes us. Where both want one CPU, orders go first
 * and what the ring cannot hold is dropped: at nice 19 a thread gets 15/1039 of it (sched(7)). On Linux 0 stands for the
 * calling thread and its nice value is its own (setpriority(2)); elsewhere it would be the whole process's.
 */
if (platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);
parentPort?.postMessage({ kind: 'ready' });
sendFeed(fd, feed);
