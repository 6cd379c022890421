import { diagnostics } from '@qsl/cli';

/** One line on a terminal that says what is going on, and nothing at all where nobody watches. */
export interface Progress {
  show(step: string): void;
  /** Wipes the line: call it before anything else is printed. */
  clear(): void;
}

type Terminal = { isTTY?: boolean; write(text: string): unknown };

const log = diagnostics('profiler');
const WIPE_LINE = '\r\x1b[2K';
/** Often enough to be seen moving, seldom enough to cost nothing. */
const INTERVAL_MS = 100;

/**
 * Progress on a stream, by default stderr: results may be piped while it is watched. With DEBUG=qsl:profiler every step
 * is logged, terminal or not.
 */
export function createProgress(stream: Terminal = process.stderr): Progress {
  const isWatched = stream.isTTY === true && !log.enabled;
  let shown = '';
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show(step) {
      log(step);
      if (!isWatched || performance.now() - shownAt < INTERVAL_MS) return;
      stream.write(`${WIPE_LINE}${step}`);
      shown = step;
      shownAt = performance.now();
    },
    clear() {
      if (shown !== '') stream.write(WIPE_LINE);
      shown = '';
    },
  };
}
