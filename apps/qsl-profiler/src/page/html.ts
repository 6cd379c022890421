/** Text that is safe between tags and in attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (found) => entities[found] as string);
}

/** A number of the artifact as text: where it stands in the JSON is in its attribute, and in its tooltip. */
export interface Figure {
  /** Dots between the keys: `transports.epoll.untraced.userShare.value`. */
  path: string;
  value: number | null;
  text: string;
}

/** A figure as HTML. */
export function figure({ path, value, text }: Figure): string {
  const where = escapeHtml(path);
  return `<data value="${value ?? ''}" data-field="${where}" title="${where}">${escapeHtml(text)}</data>`;
}

/** A cell: a figure, words, or some of both in a row. */
export type Cell = Figure | string | readonly (Figure | string)[];

/** A cell as HTML. */
export function cellHtml(cell: Cell): string {
  if (typeof cell === 'string') return escapeHtml(cell);
  return 'path' in cell ? figure(cell) : cell.map(cellHtml).join('');
}

export function paragraphs(className: string, texts: readonly string[]): string {
  return texts.map((text) => `<p class="${className}">${escapeHtml(text)}</p>`).join('\n');
}

export interface Table {
  caption: string;
  head: readonly string[];
  /** The first cell of a row is its heading. */
  rows: readonly (readonly Cell[])[];
  /** Its cells are not broken into many lines: rather it scrolls. */
  isWide?: boolean;
}

/** A table that scrolls by itself where it is wider than the page, also by keyboard. */
export function table({ caption, head, rows, isWide = false }: Table): string {
  const headings = head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const body = rows.map(
    ([first = '', ...rest]) =>
      `<tr><th scope="row">${cellHtml(first)}</th>${rest.map((content) => `<td>${cellHtml(content)}</td>`).join('')}</tr>`,
  );
  const label = escapeHtml(caption);
  return (
    `<div class="scroll" role="group" aria-label="${label}" tabindex="0"><table${isWide ? ' class="unbroken"' : ''}><caption>${label}</caption>` +
    `<thead><tr>${headings}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`
  );
}
