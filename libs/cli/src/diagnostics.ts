import createDebug from 'debug';

/** Writes one formatted line to stderr; `enabled` says beforehand whether it would. */
export type Diagnostics = createDebug.Debugger;

/**
 * The diagnostic log of one part of the system, shown by `DEBUG=qsl:<scope>` or `DEBUG=qsl:*`.
 * Never for results, and never on the order path: the arguments are evaluated even when nothing is shown.
 */
export function diagnostics(scope: string): Diagnostics {
  return createDebug(`qsl:${scope}`);
}
