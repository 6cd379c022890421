/**
 * Has `wake` called if the process ends while its threads may block in system calls: Node joins its threads before it
 * ends and cannot interrupt such a call, so an early end (a failure, a closed stdout) would hang for ever.
 * Returns what undoes it, for when there is nobody left to wake.
 */
export function wakeAtExit(wake: () => void): () => void {
  process.once('exit', wake);
  return () => process.off('exit', wake);
}
