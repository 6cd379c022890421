import type { Target } from './targets.ts';

export interface ReadmeInput {
  name: string;
  version: string;
  target: Target;
  wasRun: boolean;
  /** What `--help` prints. */
  help: string;
  sha256: string;
}

const NEEDS = {
  linux: 'Linux 4.18 or newer with glibc 2.28 or newer, libstdc++ and libatomic (Debian: `libstdc++6`, `libatomic1`).',
  darwin: 'macOS 13.5 or newer. Sign the file before its first run: `codesign --force --sign - NAME`.',
};

/** The page that lies beside an executable in its archive. */
export function formatReadme({ name, version, target, wasRun, help, sha256 }: ReadmeInput): string {
  return `# ${name} ${version} for ${target.name}

One file that needs nothing else: copy it where you like and run it.

\`\`\`
${help.trim()}
\`\`\`

## What it needs

${NEEDS[target.platform].replace('NAME', name)}
${wasRun ? '' : '\nThis file was built on another system and has **not been run**: take it as untested.\n'}
It reads no configuration and keeps nothing. When it first makes a system call of its own, it creates a file of about
1 MB in TMPDIR (or /tmp, /var/tmp, /dev/shm), loads it as a library, and removes it at once. Home folders are not touched.

## Is it genuine?

\`\`\`sh
sha256sum ${name}
${sha256}  ${name}
\`\`\`

Compare with the SHA256SUMS of the release. \`${name}.cdx.json\` lists what is inside (CycloneDX), LICENSE is ours, and
THIRD-PARTY-NOTICES has the licences of the rest.
`;
}
