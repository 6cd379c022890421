import { parentPort, workerData } from 'node:worker_threads';
import { JournalError } from '@qsl/journal';
import { Engine } from '@qsl/matching-engine';
import type { JournalMessage, JournalThreadData } from './journal-thread.ts';
import { JournalWriter } from './journal-writer.ts';

const { engine: memory, ...setup } = workerData as JournalThreadData;
const tell = (message: JournalMessage) => parentPort?.postMessage(message);
try {
  const writer = new JournalWriter(setup);
  const engine = Engine.attach(memory);
  tell({ kind: 'ready' });
  writer.run(() => engine.lastSequence);
  tell({ kind: 'done' });
} catch (error) {
  // An error of our own class would arrive without its code.
  if (!(error instanceof JournalError)) throw error;
  tell({ kind: 'failed', code: error.code, message: error.message });
}
