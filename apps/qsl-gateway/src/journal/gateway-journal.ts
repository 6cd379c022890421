import { diagnostics, UsageError } from '@qsl/cli';
import { ensureFolder, type JournalConfig, JournalError, lockFolder, type Recovery, recover } from '@qsl/journal';
import type { Engine } from '@qsl/matching-engine';
import type { GatewayOptions } from '../options.ts';
import type { SharedState } from '../shared/shared-state.ts';
import type { JournalOptions } from './durability.ts';
import { type JournalThread, startJournalThread } from './journal-thread.ts';

const log = diagnostics('journal');

/** A folder that belongs to this gateway, and whose commands its engine has seen. */
export interface RecoveredJournal {
  readonly options: JournalOptions;
  readonly config: JournalConfig;
  readonly recovery: Recovery;
}

/**
 * Takes the folder and brings a fresh engine to the state that its journal describes.
 * @throws JournalError where another gateway has it, or the journal cannot be trusted; UsageError where the options are
 * not those that it was written under
 */
export function recoverJournal(options: JournalOptions, gateway: GatewayOptions, engine: Engine): RecoveredJournal {
  const { symbols, risk, maxOrders } = gateway;
  const config = { symbols, risk, maxOrders };
  ensureFolder(options.folder);
  lockFolder(options.folder);
  try {
    const recovery = recover(options.folder, engine, config);
    log('recovered %o', recovery);
    return { options, config, recovery };
  } catch (error) {
    const isOtherConfig = error instanceof JournalError && error.code === 'JOURNAL_CONFIG';
    throw isOtherConfig ? new UsageError(error.message, { code: error.code }) : error;
  }
}

/** Starts the thread that goes on with a recovered journal. */
export function continueJournal(
  { options, config, recovery }: RecoveredJournal,
  { journal: memory, lock, engine }: SharedState,
): Promise<JournalThread> {
  // A file size limit (RLIMIT_FSIZE) is to be an error of write(2), EFBIG, and not a death by signal.
  process.on('SIGXFSZ', () => {});
  const { folder, durability, segmentBytes } = options;
  const { tail, lastSequence } = recovery;
  const writer = { folder, config, segmentBytes, tail, nextSequence: lastSequence + 1 };
  return startJournalThread({ memory: memory!, lock, engine, durability, writer });
}

/** The line that says what a gateway starts from. */
export function recoveryLine({ options, recovery }: RecoveredJournal, restingOrders: number): string {
  const { lastSequence, snapshotSequence, commands, tail } = recovery;
  const start = `qsl-gateway journal ${options.folder} (${options.durability})`;
  if (tail === undefined) return `${start}: new`;
  const from = snapshotSequence === undefined ? '' : ` behind the snapshot at ${snapshotSequence}`;
  const state = `${commands} commands replayed${from}, last sequence ${lastSequence}, ${restingOrders} orders rest`;
  const { tornBytes, soundBytes, file } = tail;
  const torn =
    tornBytes === 0 ? '' : `; dropped ${tornBytes} bytes of an unfinished write at offset ${soundBytes} of ${file}`;
  return `${start}: ${state}${torn}`;
}
