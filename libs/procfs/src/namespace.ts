import { type NetTarget, systemPlace, taskPlace } from './place.ts';

/**
 * The file that stands for a network namespace (namespaces(7)): that of a process, or of the main thread of the reader.
 * Open, it keeps the namespace alive and can be entered; as a link, its text identifies it.
 */
export function networkNamespaceFile({ root, pid }: NetTarget = {}): string {
  return pid === undefined ? systemPlace({ root }, 'self/ns/net').file : taskPlace({ root, pid }, 'ns/net').file;
}
