import { CommandLog } from '../journal/command-log.ts';
import type { JournalMemory } from '../journal/journal-memory.ts';
import type { LiveFeed } from '../market-data/live-feed.ts';
import type { EngineLock } from './engine-lock.ts';

/** What accepted commands leave behind them, beside the books. */
export interface TurnSetup {
  readonly feed: LiveFeed | undefined;
  readonly journal: JournalMemory | undefined;
  /** Whether replies wait for the journal. */
  readonly waits: boolean;
}

/**
 * A thread's turns at the engine, one a batch of frames: what has to happen around the commands, in which order.
 *
 *   begin ─▶ frames are handled ─▶ end ─▶ awaitJournal ─▶ replies may leave
 */
export class EngineTurn {
  /** Where accepted commands go; undefined without a journal. */
  readonly log: CommandLog | undefined;
  readonly #lock: EngineLock;
  readonly #feed: LiveFeed | undefined;
  readonly #waits: boolean;
  #due = 0;

  constructor(lock: EngineLock, { feed, journal, waits }: TurnSetup) {
    this.#lock = lock;
    this.#feed = feed;
    this.log = journal && new CommandLog(journal);
    this.#waits = waits;
  }

  /** Takes the engine for a batch of so many bytes of frames. Returns false, without it, where the journal has failed. */
  begin(frameBytes: number): boolean {
    this.#lock.acquire();
    if (this.log !== undefined && !this.log.makeRoom(this.#lock, frameBytes)) {
      this.#lock.release();
      return false;
    }
    this.#feed?.begin();
    return true;
  }

  /** No system call before the lock is free. */
  end(): void {
    this.#feed?.commit();
    if (this.#waits) this.#due = this.log!.due;
    this.#lock.release();
    this.#feed?.wake();
    this.log?.wake();
  }

  /** Waits until what this thread has seen of the engine is as safe as replies need. False where it will never be. */
  awaitJournal(): boolean {
    return !this.#waits || this.log!.awaitWritten(this.#due);
  }
}
