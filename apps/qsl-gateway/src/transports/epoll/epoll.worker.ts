import { parentPort, workerData } from 'node:worker_threads';
import { setCpuAffinity } from '@qsl/posix';
import type { WorkerData, WorkerMessage } from '../worker-data.ts';
import { EpollServer } from './epoll-server.ts';

const data = workerData as WorkerData;
if (data.options.cpu !== undefined) setCpuAffinity([data.options.cpu]);
const server = new EpollServer(data);
parentPort?.postMessage({ kind: 'ready' } satisfies WorkerMessage);
server.run();
