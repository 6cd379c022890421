const PATIENCE_MS = 60_000;

/** Looks again and again, without a turn of the event loop. Throws after PATIENCE_MS; `what` says what was waited for. */
export function spinUntil(what: string, isSo: () => boolean): void {
  const endsAt = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > endsAt) throw new Error(`waited ${PATIENCE_MS} ms for ${what}`);
  }
}
