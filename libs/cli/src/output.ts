import type { Writable } from 'node:stream';

/**
 * Lets `qsl-… | head` end in peace: once the reader has gone, `onClosed` is called instead of the crash that a write
 * to a closed pipe would be. Other errors of the stream still throw.
 */
export function survivePipeClosing(stream: Writable, onClosed: () => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    onClosed();
  });
}
