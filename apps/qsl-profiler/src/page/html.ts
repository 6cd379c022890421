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

/** A cell: a figure, or words. */
export type Cell = Figure | string;

export interface Table {
  caption: string;
  head: readonly string[];
  /** The first cell of a row is its heading. */
  rows: readonly (readonly Cell[])[];
}

/** A table that scrolls by itself where it is wider than the page, also by keyboard. */
export function table({ caption, head, rows }: Table): string {
  const cell = (content: Cell) => (typeof content === 'string' ? escapeHtml(content) : figure(content));
  const headings = head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const body = rows.map(
    ([first = '', ...rest]) =>
      `<tr><th scope="row">${cell(first)}</th>${rest.map((content) => `<td>${cell(content)}</td>`).join('')}</tr>`,
  );
  const label = escapeHtml(caption);
  return (
    `<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table><caption>${label}</caption>` +
    `<thead><tr>${headings}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`
  );
}
