export type { ArgumentsCamelCase, Argv } from 'yargs';
export { checked, type Parse, parseAs, refuse } from './checked.ts';
export { allowsColour, painter } from './colour.ts';
export { type AnyCommand, type Command, command, type Program } from './command.ts';
export { type Diagnostics, diagnostics } from './diagnostics.ts';
export { CliError, PrerequisiteError, RuntimeFailure, UntrustedMeasurement, UsageError } from './errors.ts';
export { parseExecutable } from './executable.ts';
export { ExitCode } from './exit-codes.ts';
export { exitOnSignals } from './exit-on-signals.ts';
export { makeScratchFolder, parseFolder, parsePath, prepareFolder } from './folder.ts';
export { parseNumericHost } from './parse-address.ts';
export {
  count,
  formatU64,
  type Halves,
  parsePeerPort,
  parsePort,
  parsePrice,
  parseU64,
  type Range,
} from './parse-number.ts';
export { bytes, type DurationRules, duration } from './parse-quantity.ts';
export { runCli } from './run-cli.ts';
export { noOptions, runScript, type Script } from './run-script.ts';
