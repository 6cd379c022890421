import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';
import type { PriceLevels } from './price-levels.ts';

// Own copies of the layout: see id-index.ts.
const { BOOK_SHIFT, LEAST_BUCKETS, NODE_WORDS, ORDER_WORDS, PAGE_WORDS, REHEARSAL_ORDERS } = layout;
const { BUCKET_MASK, FREE_NODE, FREE_ORDER, FREE_PAGE, MAX_ORDERS, MAX_SYMBOLS, NODE_WORDS_USED } = layout.HEADER;
const { ORDER_WORDS_END, ORDER_WORDS_USED, PAGE_WORDS_USED, RESTING_ORDERS, SYMBOL_COUNT } = layout.HEADER;
/** What tells one state of the engine from another: these words of the header, and the records that hang from them. */
const [FIRST_OF_STATE, STATE_END] = [SYMBOL_COUNT, ORDER_WORDS_END + 1];

/** A stage beside the books, for commands that have to run and must have no effect. */
export interface Rehearsal {
  /** The only symbol for commands meanwhile; nobody else can name it. */
  readonly symbol: number;
  /** The engine's state makes way for that of rehearsals. Sequence numbers are the rehearsal's own. */
  begin(): void;
  /**
   * The engine is what it was, but for the trades of the last command.
   * @throws Error when orders still rest that the rehearsal has sent: they stay where they are, out of reach
   */
  end(): void;
}

/**
 * V8 optimises functions for the closures that it sees run, and those of an engine belong to its memory (see
 * commands.ts). So whoever wants them optimised before the first order has to run them here, on this very memory.
 *
 * The state changes places with another: a book behind the last, empty at the beginning of every rehearsal, with records of
 * its own in each pool. Two things are common to both. The id index: its chains are as they were when all that was
 * entered has left. The room for trades: one command's, and nobody reads them later. What threads may read without the lock
 * stays where it is: the capacity.
 */
export function createRehearsal(memory: EngineMemory, levels: PriceLevels): Rehearsal {
  const words = memory.fields[0]!;
  const symbol = words[MAX_SYMBOLS]!;
  const other = memory.rehearsal;
  const maxOrders = words[MAX_ORDERS]!;
  const fresh = new Map([
    [SYMBOL_COUNT, symbol + 1],
    [RESTING_ORDERS, 0],
    [FREE_ORDER, 0],
    [FREE_PAGE, 0],
    [FREE_NODE, 0],
    [ORDER_WORDS_USED, 0],
    [ORDER_WORDS_END, REHEARSAL_ORDERS * ORDER_WORDS],
    [PAGE_WORDS_USED, (maxOrders + symbol * 2) * PAGE_WORDS],
    [NODE_WORDS_USED, maxOrders * NODE_WORDS],
    [BUCKET_MASK, LEAST_BUCKETS - 1],
  ]);

  function begin(): void {
    for (const [at, word] of fresh) words[other + at] = word;
    for (const side of [0, 1]) {
      const book = memory.books + (((symbol << 1) | side) << BOOK_SHIFT);
      words.fill(0, book, book + (1 << BOOK_SHIFT)); // no pages
      levels.open(book);
    }
    exchange();
  }

  function end(): void {
    exchange();
    const left = words[other + RESTING_ORDERS]!;
    if (left !== 0) throw new Error(`${left} orders of a rehearsal were left behind`);
  }

  function exchange(): void {
    for (let at = FIRST_OF_STATE; at < STATE_END; at++) {
      const word = words[at]!;
      words[at] = words[other + at]!;
      words[other + at] = word;
    }
  }

  return { symbol, begin, end };
}
