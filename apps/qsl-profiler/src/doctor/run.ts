import { prepareFolder } from '@qsl/cli';
import { clockTicksPerSecond } from '@qsl/posix';
import { writeArtifact } from '../artifact/write.ts';
import { commandWithoutFolders } from '../provenance/command-line.ts';
import { gatherProvenance } from '../provenance/provenance.ts';
import { findWorkspaceRoot } from '../provenance/workspace.ts';
import { examineEnvironment } from './environment.ts';
import { reportEnvironment } from './report.ts';

const ARTIFACT_NAME = 'environment';

export interface DoctorFlags {
  /** Folder for the artifact; undefined for none. */
  out: string | undefined;
  json: boolean;
}

export interface Diagnosis {
  /** For stdout. */
  output: string;
  /** Files written. */
  files: string[];
}

/** Examines this machine and, with `out`, writes the artifact. */
export async function diagnose({ out, json }: DoctorFlags): Promise<Diagnosis> {
  if (out !== undefined) prepareFolder(out);
  const artifact = await examineEnvironment(
    gatherProvenance({
      command: commandWithoutFolders(process.argv.slice(2)),
      kind: 'environment',
      root: findWorkspaceRoot(),
      programs: {},
      packages: ['qsl-profiler'],
      clkTck: clockTicksPerSecond(),
      transport: 'none',
      load: 'none',
      tunables: {},
    }),
  );
  const files =
    out === undefined
      ? []
      : (await writeArtifact({ folder: out, name: ARTIFACT_NAME, data: artifact, report: reportEnvironment })).files;
  return { files, output: json ? `${JSON.stringify(artifact, null, 2)}\n` : reportEnvironment(artifact) };
}
