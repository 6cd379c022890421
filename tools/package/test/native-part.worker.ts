import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { loadNativePart } from '../src/runtime/native-part.ts';

function load(): string {
  try {
    const library = loadNativePart(() => readFileSync(workerData)) as { version: string };
    return `koffi ${library.version}`;
  } catch (error) {
    const { message, remedy } = error as Error & { remedy?: string };
    return `${message}. ${remedy}`;
  }
}

parentPort?.postMessage(load());
