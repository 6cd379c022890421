import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { RuntimeFailure, UsageError } from '@qsl/cli';
import { type EngineCapacity, TranscriptCapacityError, TranscriptError, TranscriptReplay } from '@qsl/matching-engine';

/** Output is written in pieces of about this many characters. */
const PIECE_LENGTH = 64 * 1024;

/**
 * Prints the transcript in `file` ('-' for standard input) with the outcomes of its commands. Latin-1 in and out
 * carries every byte of a comment or a name through unchanged.
 * @throws UsageError at a line that cannot be read, or that needs more room than `capacity`
 */
export async function replayFile(file: string, capacity: EngineCapacity): Promise<void> {
  const source = file === '-' ? process.stdin : createReadStream(file);
  source.setEncoding('latin1');
  try {
    const text = replayedText(source, new TranscriptReplay({ file, ...capacity }));
    await pipeline(text, process.stdout, { end: false });
  } catch (error) {
    throw explain(error);
  }
}

async function* replayedText(source: AsyncIterable<string>, transcript: TranscriptReplay): AsyncGenerator<Buffer> {
  let piece = '';
  for await (const text of source) {
    for (const line of transcript.push(text)) {
      piece += `${line}\n`;
      if (piece.length < PIECE_LENGTH) continue;
      yield Buffer.from(piece, 'latin1');
      piece = '';
    }
  }
  for (const line of transcript.end()) piece += `${line}\n`;
  yield Buffer.from(piece, 'latin1');
}

function explain(error: unknown): unknown {
  if (error instanceof TranscriptError) return new UsageError(error.message, { code: error.code });
  if (error instanceof TranscriptCapacityError) {
    const option = error.option === 'maxOrders' ? '--max-orders' : '--max-symbols';
    return new UsageError(error.message, { code: error.code, remedy: `Raise ${option}.` });
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    return new UsageError(`cannot read the transcript: ${(error as Error).message}`, { code });
  }
  return error instanceof Error
    ? new RuntimeFailure({ code: code ?? 'REPLAY', message: error.message, cause: error })
    : error;
}
