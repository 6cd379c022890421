import { artifactOf, describeCommandLine, gatherProvenance, killChildren, loadNow, writeArtifact } from '@qsl/bench';
import { diagnostics, ExitCode, exitOnSignals, PrerequisiteError, prepareFolder } from '@qsl/cli';
import { hasEpoll } from '@qsl/posix';
import { ATTACKS } from './attacks.ts';
import { claim, type Finding, outcomeOf, unavailable } from './finding.ts';
import type { Siege, TransportName } from './gateway.ts';
import { formatReport, type Report, type Result } from './report.ts';

const log = diagnostics('siege');

export interface SiegeOptions {
  readonly attacks: readonly string[];
  readonly transports: readonly TransportName[];
  readonly runs: number;
  readonly gateway: string | undefined;
  readonly short: boolean;
  readonly json: boolean;
  readonly out: string | undefined;
}

const EXIT_CODES = {
  held: ExitCode.OK,
  broken: ExitCode.FAILURE,
  untrusted: ExitCode.UNTRUSTED,
  unavailable: ExitCode.USAGE,
} as const;

/** Besieges a gateway with each attack in turn, prints what was found, and writes it where asked. */
export async function runSiege({ attacks, transports, out, json, ...options }: SiegeOptions): Promise<ExitCode> {
  const { runs, gateway, short } = options;
  assertPossible();
  if (out !== undefined) prepareFolder(out);
  exitOnSignals('siege');
  const provenance = gatherProvenance();
  const from = performance.now();
  const results: Result[] = [];
  for (const attack of attacks) {
    for (const transport of transports) {
      progress(`${attack}, ${transport}`);
      const siege: Siege = { transport, runs, gateway, short };
      results.push({ attack, transport, findings: await findingsOf(attack, siege) });
      log('%s, %s: %d s so far', attack, transport, Math.round((performance.now() - from) / 1000));
    }
  }
  progress('');
  const report: Report = {
    schema: 'qsl-siege/1',
    provenance: { ...provenance, load: [...provenance.load, loadNow()] },
    settings: {
      commandLine: describeCommandLine('siege'),
      runs,
      short,
      gateway: gateway === undefined ? 'source' : 'an executable',
      tookSeconds: Math.round((performance.now() - from) / 1000),
    },
    results,
  };
  const artifact = artifactOf('siege', report, formatReport);
  process.stdout.write(json ? artifact.contents.json : artifact.contents.txt);
  if (out !== undefined) writeArtifact(out, artifact);
  return EXIT_CODES[outcomeOf(results.flatMap(({ findings }) => findings))];
}

/** What an attack found. One that fails itself has found that: a gateway that died, a client that was thrown out. */
async function findingsOf(attack: string, siege: Siege): Promise<readonly Finding[]> {
  try {
    return await ATTACKS[attack]!.besiege(siege);
  } catch (error) {
    log('%s: %O', attack, error);
    const { message } = error as Error;
    if (error instanceof PrerequisiteError) return [unavailable('the attack', message)];
    return [claim('the attack was carried out to its end', false, message)];
  } finally {
    killChildren();
  }
}

function assertPossible(): void {
  if (!hasEpoll) {
    throw new PrerequisiteError({
      code: 'NO_EPOLL',
      message: 'the attackers are epoll(7) loops, and their victims are measured through procfs',
      remedy: 'Run it on Linux.',
    });
  }
}

/** On a terminal the last line says what is being done. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
