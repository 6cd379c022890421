/** The golden vectors: exact requests and replies of a fresh gateway, and transcripts. Absent outside the project's lab. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.env.QSL_VECTORS ?? fileURLToPath(new URL('../../../../shared/vectors', import.meta.url));
const sessionFile = join(folder, 'session.json');
const transcriptFolder = join(folder, 'transcripts');

/** For a test's `skip`: why there is nothing to compare with, or false. */
export const noVectors = existsSync(sessionFile) ? false : 'no golden vectors: set QSL_VECTORS to the folder of them';

export interface Exchange {
  readonly what: string;
  readonly request: Buffer;
  readonly replies: Buffer;
}

/** Requests and their replies on one fresh gateway, in order. */
export function goldenSession(): Exchange[] {
  const recorded: { what: string; request: string; responses: string[] }[] = JSON.parse(
    readFileSync(sessionFile, 'utf8'),
  );
  return recorded.map(({ what, request, responses }) => ({
    what,
    request: Buffer.from(request, 'hex'),
    replies: Buffer.from(responses.join(''), 'hex'),
  }));
}

/** The whole golden session as two streams. */
export function goldenStreams(): { requests: Buffer; replies: Buffer } {
  const session = goldenSession();
  return {
    requests: Buffer.concat(session.map(({ request }) => request)),
    replies: Buffer.concat(session.map(({ replies }) => replies)),
  };
}

/** The complete transcripts, by file. */
export function goldenTranscripts(): { file: string; text: string }[] {
  return readdirSync(transcriptFolder).map((name) => {
    const file = join(transcriptFolder, name);
    return { file, text: readFileSync(file, 'latin1') };
  });
}
