import { parentPort, workerData } from 'node:worker_threads';
import { setCpuAffinity } from '@qsl/posix';
import type { WorkerMessage } from '../worker-data.ts';
import { ConnectionServer, type ConnectionThreadData } from './connection-server.ts';

const data = workerData as ConnectionThreadData;
const tell = (message: WorkerMessage) => parentPort?.postMessage(message);
if (data.options.cpu !== undefined) setCpuAffinity([data.options.cpu]);
const server = new ConnectionServer(data, () => tell({ kind: 'noIdleThread' }));
tell({ kind: 'ready' });
server.run();
