/** A line of a transcript cannot be read. */
export class TranscriptError extends Error {
  override readonly name = 'TranscriptError';
  readonly code = 'TRANSCRIPT_UNREADABLE';
  readonly file: string;
  /** Number of the line, from 1. */
  readonly line: number;
  readonly expected: string;
  /** What was there instead, quoted and cut to a readable length. */
  readonly found: string;

  constructor(problem: { file: string; line: number; expected: string; found: string }) {
    super(`${problem.file}:${problem.line}: expected ${problem.expected}, found ${problem.found}`);
    this.file = problem.file;
    this.line = problem.line;
    this.expected = problem.expected;
    this.found = problem.found;
  }
}

/** A transcript needs a larger engine than the replay was given. */
export class TranscriptCapacityError extends Error {
  override readonly name = 'TranscriptCapacityError';
  readonly code = 'TRANSCRIPT_CAPACITY';
  readonly file: string;
  /** Number of the line that found no room, from 1. */
  readonly line: number;
  /** The option of the replay to raise. */
  readonly option: 'maxOrders' | 'maxSymbols';

  constructor(problem: { file: string; line: number; option: 'maxOrders' | 'maxSymbols'; capacity: number }) {
    const what = problem.option === 'maxOrders' ? 'resting orders' : 'symbols';
    super(
      `${problem.file}:${problem.line}: no room for more than ${problem.capacity} ${what}: replay it with a larger ${problem.option}`,
    );
    this.file = problem.file;
    this.line = problem.line;
    this.option = problem.option;
  }
}

const LONGEST_QUOTE = 80;

/** `text` as an error shows it: in quotes, control characters escaped, cut where it is long. */
export function quote(text: string): string {
  return text.length <= LONGEST_QUOTE ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, LONGEST_QUOTE))}…`;
}
