import { type InspectorNotification, Session } from 'node:inspector';

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}
interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

/** Counts are told apart by their order of magnitude: once, twice, four times or more … */
const MAGNITUDES = 8;
/** No source file is longer. */
const MOST_CHARACTERS = 2 ** 16;
const [KNOWN, REACHED] = [1, 2];

interface Script {
  readonly number: number;
  /** What is known of each character. */
  readonly text: Uint8Array;
}

/**
 * V8's precise block coverage of this thread, through its inspector. Code that is to be seen must be loaded after this
 * was made. It slows everything down and keeps code from being optimised, so it is for a thread that is thrown away.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #folders: readonly string[];
  readonly #scripts = new Map<string, Script>();
  #last: readonly ScriptCoverage[] = [];

  /** @param folders parts of the paths of files that count */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
    this.#session.connect();
    this.#post('Profiler.enable');
    this.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** What ran since the last call: a number for each range of text and the magnitude of how often it did. */
  take(): Set<number> {
    const { result } = this.#post('Profiler.takePreciseCoverage') as { result: readonly ScriptCoverage[] };
    this.#last = result.filter(({ url }) => this.#folders.some((folder) => url.includes(folder)));
    const features = new Set<number>();
    for (const { url, functions } of this.#last) {
      const { number } = this.#scriptOf(url);
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count === 0) continue;
          const range = (number * MOST_CHARACTERS + startOffset) * MOST_CHARACTERS + endOffset;
          features.add(range * MAGNITUDES + Math.min(31 - Math.clz32(count), MAGNITUDES - 1));
        }
      }
    }
    return features;
  }

  /** Has what was taken last count as reached. */
  keep(): void {
    for (const { url, functions } of this.#last) {
      const { text } = this.#scriptOf(url);
      // The first range is the whole function, those behind it lie within.
      for (const { ranges } of functions) {
        const { startOffset: start, endOffset: end } = ranges[0]!;
        const ran = new Uint8Array(end - start);
        for (const { startOffset, endOffset, count } of ranges) {
          ran.fill(count > 0 ? REACHED : KNOWN, startOffset - start, endOffset - start);
        }
        for (let at = start; at < end; at++) text[at] = Math.max(text[at]!, ran[at - start]!);
      }
    }
  }

  /** Characters of the functions that were entered: those that ran, and all. */
  get characters(): { reached: number; known: number } {
    const sums = { reached: 0, known: 0 };
    for (const { text } of this.#scripts.values()) {
      for (const state of text) {
        if (state === REACHED) sums.reached++;
        if (state >= KNOWN) sums.known++;
      }
    }
    return sums;
  }

  #scriptOf(url: string): Script {
    const known = this.#scripts.get(url);
    if (known !== undefined) return known;
    const script = { number: this.#scripts.size, text: new Uint8Array(MOST_CHARACTERS) };
    this.#scripts.set(url, script);
    return script;
  }

  /** A session of the thread that it looks at answers before `post` returns. */
  #post(method: string, params: object = {}): unknown {
    let answer: unknown;
    this.#session.post(method, params, (error: Error | null, result?: InspectorNotification<object> | object) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  }
}
