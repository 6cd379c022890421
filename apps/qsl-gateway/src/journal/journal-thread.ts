import { Worker } from 'node:worker_threads';
import { diagnostics } from '@qsl/cli';
import { JournalError } from '@qsl/journal';
import { JournalControl } from './journal-memory.ts';
import type { JournalWriterSetup } from './journal-writer.ts';

const log = diagnostics('journal');

/** What the journal's thread is started with. */
export interface JournalThreadData extends JournalWriterSetup {
  readonly engine: SharedArrayBuffer;
}

/** What it tells the main thread. */
export type JournalMessage =
  | { readonly kind: 'ready' | 'done' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface JournalThread {
  /** Rejects when it fails. Never settles otherwise. */
  readonly failed: Promise<never>;
  /** Has it write what is left and mark the end; settles when that is on the disk. To be called when nobody appends. */
  stop(): Promise<void>;
}

/** Starts the journal's thread, and waits until it can write. Rejects with a JournalError where it cannot. */
export async function startJournalThread(data: JournalThreadData): Promise<JournalThread> {
  const { control } = data.memory;
  const worker = new Worker(new URL('./journal.worker.ts', import.meta.url), { workerData: data });
  const [ready, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const failed = new Promise<never>((_, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: JournalMessage) => {
      log('%o', message);
      if (message.kind === 'failed') reject(new JournalError(message.code, message.message));
      else (message.kind === 'ready' ? ready : done).resolve();
    });
  });
  failed.catch(() => {}); // nobody looks at it before the gateway serves
  await Promise.race([ready.promise, failed]);
  return {
    failed,
    stop: () => {
      Atomics.store(control, JournalControl.Stopping, 1);
      Atomics.store(control, JournalControl.Urgent, 1);
      Atomics.store(control, JournalControl.Sleeping, 0);
      Atomics.notify(control, JournalControl.Urgent);
      Atomics.notify(control, JournalControl.Sleeping);
      return Promise.race([done.promise, failed]);
    },
  };
}
