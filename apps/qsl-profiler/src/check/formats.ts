import { layOut } from '../artifact/text-table.ts';
import type { Finding } from './check.ts';

export const FORMATS = ['text', 'json', 'junit', 'github'] as const;
export type CheckFormat = (typeof FORMATS)[number];

/** Findings in the form that a reader takes. */
export function renderFindings(findings: readonly Finding[], format: CheckFormat): string {
  return RENDERERS[format](findings);
}

const RENDERERS: Record<CheckFormat, (findings: readonly Finding[]) => string> = {
  text: asText,
  json: (findings) => `${JSON.stringify({ ...count(findings), findings }, null, 2)}\n`,
  junit: asJunit,
  github: asAnnotations,
};

function count(findings: readonly Finding[]): { limits: number; broken: number } {
  return { limits: findings.length, broken: findings.filter(({ kept }) => !kept).length };
}

function summary(findings: readonly Finding[]): string {
  const { limits, broken } = count(findings);
  return broken === 0 ? `all ${limits} limits are kept` : `${broken} of ${limits} limits are broken`;
}

function asText(findings: readonly Finding[]): string {
  const rows = findings.map(({ kept, file, subject, text, why }) => [
    kept ? 'kept' : 'BROKEN',
    file,
    subject,
    why === null || kept ? text : `${text} (${why})`,
  ]);
  return `${[...layOut(rows, ['l', 'l', 'l', 'l']), summary(findings)].join('\n')}\n`;
}

/** As CI systems read it: a test suite for each artifact, a test case for each limit. */
function asJunit(findings: readonly Finding[]): string {
  const files = [...new Set(findings.map(({ file }) => file))];
  const counts = (those: readonly Finding[]) => {
    const { limits, broken } = count(those);
    return `tests="${limits}" failures="${broken}"`;
  };
  const suites = files.flatMap((file) => {
    const own = findings.filter((finding) => finding.file === file);
    return [`  <testsuite name="${xml(file)}" ${counts(own)}>`, ...own.map(asTestCase), '  </testsuite>'];
  });
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  return `${[head, `<testsuites name="qsl-profiler check" ${counts(findings)}>`, ...suites, '</testsuites>'].join('\n')}\n`;
}

function asTestCase({ file, subject, kept, text, why }: Finding): string {
  const open = `    <testcase classname="${xml(file)}" name="${xml(subject)}"`;
  if (kept) return `${open}/>`;
  return `${open}><failure message="${xml(text)}">${xml(why ?? text)}</failure></testcase>`;
}

/** Characters that XML cannot hold at all are dropped. */
function xml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '')
    .replace(/[&<>"\n]/g, (found) => entities[found] as string);
}

/** Workflow commands of GitHub Actions: an error for each limit that is broken, and a notice of the rest. */
function asAnnotations(findings: readonly Finding[]): string {
  const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const errors = findings
    .filter(({ kept }) => !kept)
    .map(
      ({ file, subject, text, why }) =>
        `::error title=${property(`${subject} in ${file}`)}::${data(why === null ? text : `${text} (${why})`)}`,
    );
  return `${[...errors, `::notice title=qsl-profiler check::${data(summary(findings))}`].join('\n')}\n`;
}
