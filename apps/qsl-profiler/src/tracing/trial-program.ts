/**
 * What a tracer is tried on before it is relied on. Named by its path, so that a program that is missing is never
 * mistaken for a tracer that may not trace.
 */
export const TRIAL_PROGRAM = ['/bin/sh', '-c', ':'];
