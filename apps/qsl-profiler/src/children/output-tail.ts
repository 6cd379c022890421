import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const TAIL_CHARS = 4096;

/** Reads a child's output, which would block it otherwise, and keeps the end of it for messages. */
export function keepTail(stream: Readable): () => string {
  const decoder = new StringDecoder('utf8');
  let tail = '';
  stream.on('data', (chunk: Buffer) => {
    tail = (tail + decoder.write(chunk)).slice(-TAIL_CHARS);
  });
  // What the stream would say, the child's end says better.
  stream.on('error', () => {});
  return () => tail;
}
