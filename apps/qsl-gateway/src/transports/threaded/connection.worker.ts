import { parentPort, workerData } from 'node:worker_threads';
import { setCpuAffinity } from '@qsl/posix';
import type { WorkerData, WorkerMessage } from '../worker-data.ts';
import { ConnectionServer } from './connection-server.ts';

const data = workerData as WorkerData;
const tell = (message: WorkerMessage) => parentPort?.postMessage(message);
if (data.options.cpu !== undefined) setCpuAffinity([data.options.cpu]);
const server = new ConnectionServer(data, () => tell({ kind: 'noIdleThread' }));
tell({ kind: 'ready' });
server.run();
