import type { Artifact } from '../artifact/artifact.ts';

export const FORMATS = ['text', 'json', 'csv', 'markdown'] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** An artifact, and the file that it was read from or will be written to. */
export interface Exported {
  artifact: Artifact;
  json: { name: string; sha256: string };
}

/** Puts an artifact, of whatever experiment, into one format. */
export type Exporter = (exported: Exported) => string | Promise<string>;

/** The exporter of a format; loaded when it is asked for. */
export async function exporterFor(format: ExportFormat): Promise<Exporter> {
  switch (format) {
    case 'text':
      return (await import('./text.ts')).exportText;
    case 'csv':
      return (await import('./csv.ts')).exportCsv;
    case 'markdown':
      return (await import('./markdown.ts')).exportMarkdown;
    case 'json':
      return ({ artifact }) => `${JSON.stringify(artifact, null, 2)}\n`;
  }
}
