import { Engine } from '../engine.ts';
import type { EngineCapacity } from '../memory.ts';
import { Reason } from '../order-types.ts';
import { RiskGate } from '../risk.ts';
import { takeSnapshot } from '../snapshot.ts';
import { SymbolRegistry } from '../symbols.ts';
import { parseCommand } from './command.ts';
import { TranscriptCapacityError } from './errors.ts';
import { formatSnapshot } from './format.ts';
import { DEFAULT_COMMENT, parseMeta, parseVersion, VERSION_LINE } from './header.ts';
import { MAX_LINE_LENGTH, TranscriptLine } from './line.ts';
import { formatOutcome, type Market, runCommand } from './run.ts';

export interface ReplayOptions {
  /** What errors call the input. */
  readonly file: string;
  /** Orders that can rest at once: 1 to 2^24, unless told otherwise 2^20 (a million). Memory is used only as they come. */
  readonly maxOrders?: number;
  /** Symbols that can be registered: 1 to 2^20, unless told otherwise 2^16. */
  readonly maxSymbols?: number;
  /**
   * What to do with a limit order that finds no free place: `fail` (the default), because its reject would be this
   * replay's and not the transcript's, or `reject` it as a gateway of this capacity would.
   */
  readonly whenFull?: 'fail' | 'reject';
}

/** Where a transcript's needs are not known: enough for any that people read, and only address space until used. */
export const DEFAULT_REPLAY_CAPACITY: EngineCapacity = { maxOrders: 2 ** 20, maxSymbols: 2 ** 16 };

/** First fields of the lines that state outcomes: made anew here, so whatever is there already counts for nothing. */
const OUTCOMES: ReadonlySet<string> = new Set(['evt', 'reject', 'snapshot', 'sym', 'level']);

/**
 * Runs the commands of a transcript and prints the whole of it, line by line: only the books are held, so that any
 * length will do. Text comes in pieces, cut anywhere. A byte is carried through unchanged if text is read and
 * written as latin1. The counts in the `meta` line are carried through and not believed.
 */
export class TranscriptReplay {
  readonly #file: string;
  readonly #capacity: EngineCapacity;
  readonly #rejectsWhenFull: boolean;
  readonly #engine: Engine;
  #unfinished = '';
  #lineNumber = 0;
  #comment: string | undefined;
  #versionSeen = false;
  #market: Market | undefined;

  /** @throws RangeError when `maxOrders` or `maxSymbols` is out of range or cannot be had */
  constructor({ file, maxOrders, maxSymbols, whenFull }: ReplayOptions) {
    this.#file = file;
    this.#capacity = {
      maxOrders: maxOrders ?? DEFAULT_REPLAY_CAPACITY.maxOrders,
      maxSymbols: maxSymbols ?? DEFAULT_REPLAY_CAPACITY.maxSymbols,
    };
    this.#rejectsWhenFull = whenFull === 'reject';
    this.#engine = Engine.create(this.#capacity);
  }

  /**
   * Takes the next piece of text and gives the lines to print, without line feeds, for the lines that it ends.
   * @throws TranscriptError at a line that cannot be read
   * @throws TranscriptCapacityError at a line that needs more room than `maxOrders` or `maxSymbols` allow
   */
  *push(text: string): Generator<string> {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = this.#unfinished + text.slice(start, end);
      this.#unfinished = '';
      start = end + 1;
      yield* this.#line(line);
    }
    this.#unfinished += text.slice(start);
    if (this.#unfinished.length > MAX_LINE_LENGTH) this.#parse(this.#unfinished);
  }

  /**
   * The lines to print after the last piece: those of a last line without a line feed, and the snapshot.
   * @throws TranscriptError and TranscriptCapacityError as `push` does, and when the text ended within its header
   */
  *end(): Generator<string> {
    if (this.#unfinished !== '') yield* this.#line(this.#unfinished);
    if (this.#market === undefined) {
      this.#parse('').fail(this.#versionSeen ? 'a "meta" line' : `"${VERSION_LINE}"`, 'the end of the transcript');
    }
    yield* formatSnapshot(takeSnapshot(this.#engine));
  }

  #parse(text: string): TranscriptLine {
    return new TranscriptLine(this.#file, ++this.#lineNumber, text);
  }

  *#line(text: string): Generator<string> {
    const line = this.#parse(text);
    const first = line.fields[0];
    if (first === undefined || OUTCOMES.has(first)) return;
    if (first.startsWith('#')) this.#comment ??= line.text;
    else if (this.#market === undefined) yield* this.#header(line);
    else yield* this.#command(this.#market, line);
  }

  *#header(line: TranscriptLine): Generator<string> {
    if (!this.#versionSeen) {
      parseVersion(line);
      this.#versionSeen = true;
      this.#comment ??= DEFAULT_COMMENT;
      yield this.#comment;
      yield VERSION_LINE;
      return;
    }
    const gate = new RiskGate(this.#engine, parseMeta(line));
    this.#market = { engine: this.#engine, gate, symbols: new SymbolRegistry(this.#engine) };
    yield line.text;
  }

  *#command(market: Market, line: TranscriptLine): Generator<string> {
    const command = parseCommand(line);
    if (command.kind === 'reg' && !this.#hasRoomFor(market, command.name)) this.#failFull('maxSymbols');
    const reason = runCommand(market, command);
    if (reason === Reason.StorageExhausted && !this.#rejectsWhenFull) this.#failFull('maxOrders');
    yield line.fields.join(' ');
    yield* formatOutcome(market, command, reason);
  }

  #hasRoomFor({ engine, symbols }: Market, name: string): boolean {
    return engine.symbolCount < this.#capacity.maxSymbols || symbols.idOf(name) !== undefined;
  }

  #failFull(option: keyof EngineCapacity): never {
    const capacity = this.#capacity[option];
    throw new TranscriptCapacityError({ file: this.#file, line: this.#lineNumber, option, capacity });
  }
}

/**
 * Replays a transcript, with or without outcomes in it, given as pieces of text cut anywhere.
 * @returns the lines of the whole transcript, without line feeds
 * @throws as `TranscriptReplay` does
 */
export function* replay(pieces: Iterable<string>, options: ReplayOptions): Generator<string> {
  const transcript = new TranscriptReplay(options);
  for (const piece of pieces) yield* transcript.push(piece);
  yield* transcript.end();
}
