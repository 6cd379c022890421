import { printable } from './printable.ts';

/** How the cells of each column stand: 'l' to the left, 'r' to the right. */
export type Alignment = readonly ('l' | 'r')[];

/** Lays rows out in columns as wide as their widest cell, two blanks apart, without blanks at the end of a line. Every cell is made printable. */
export function layOut(cells: readonly (readonly string[])[], alignment: Alignment, indent = ''): string[] {
  const rows = cells.map((row) => row.map(printable));
  const widths = alignment.map((_, column) => Math.max(0, ...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => {
    const padded = alignment.map((side, column) => {
      const cell = row[column] ?? '';
      const width = widths[column] ?? 0;
      return side === 'l' ? cell.padEnd(width) : cell.padStart(width);
    });
    return `${indent}${padded.join('  ')}`.trimEnd();
  });
}

/** Breaks text into lines of at most `width` characters. `first` opens the first line, `rest` the others. It is made printable. */
export function wrap(text: string, { width, first, rest }: { width: number; first: string; rest: string }): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    const opening = lines.length === 0 ? first : rest;
    const longer = line === '' ? `${opening}${word}` : `${line} ${word}`;
    if (line !== '' && longer.length > width) {
      lines.push(line);
      line = `${rest}${word}`;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
