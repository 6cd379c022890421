import { printable } from '../artifact/printable.ts';
import { countSamples, type Frame, type FrameKind, type Stacks, unfoldStack } from './stacks.ts';

export interface FlameGraphText {
  title: string;
  /** A line under it: what was sampled, how, and how sure that is. */
  subtitle: string;
}

interface Block extends Frame {
  samples: number;
  children: Map<string, Block>;
}

const WIDTH = 1200;
const MARGIN = 12;
const ROW = 17;
const HEAD = 58;
/** Narrower blocks cannot be seen; they are left out, not moved. */
const LEAST_WIDTH = 0.3;
const CHAR_WIDTH = 6.6;
const PADDING = 3;
/** Shades of a kind, so that neighbours can be told apart. */
const SHADES = 4;

/** Of this drawing alone, which may stand within a page. The ground stays light: the colours of kinds are made for it. */
const STYLE = `
.flame { background: #ffffff; color-scheme: light dark; }
.flame text { font: 11px ui-monospace, Menlo, Consolas, monospace; fill: #111111; }
.flame .t { font-size: 15px; font-weight: 600; }
.flame .f { stroke: #ffffff; stroke-width: 0.5; }
.flame .f:hover { stroke: #111111; stroke-width: 1.5; }
.flame .js { fill: #8fc98a; } .flame .native { fill: #9db8e8; } .flame .kernel { fill: #f0b27a; }
.flame .thread { fill: #d0d0d0; }
.flame .s1 { fill-opacity: 0.9; } .flame .s2 { fill-opacity: 0.8; } .flame .s3 { fill-opacity: 0.7; }
@media (prefers-color-scheme: dark) {
  .flame { background: #e8eaed; }
  .flame .f { stroke: #e8eaed; }
}
`;

/**
 * Draws stacks as an SVG that needs nothing besides: callers below what they call, widths in proportion to samples. The
 * order from left to right is that of names and means nothing. Every block says its share when pointed at.
 */
export function renderFlameGraph(stacks: Stacks, { title, subtitle }: FlameGraphText): string {
  const total = countSamples(stacks);
  const root = buildTree(stacks);
  const depth = depthOf(root);
  const height = HEAD + Math.max(1, depth) * ROW + MARGIN;
  const blocks =
    total === 0
      ? []
      : drawChildren(root, { x: MARGIN, level: 0, depth, perSample: (WIDTH - 2 * MARGIN) / total, total });
  const body = total === 0 ? [`<text x="${MARGIN}" y="${HEAD + 12}">no samples</text>`] : blocks;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" class="flame" role="img" aria-label="${escapeXml(`${title}. ${subtitle}`)}">`,
    `<style>${STYLE}</style>`,
    `<text class="t" x="${MARGIN}" y="20">${escapeXml(title)}</text>`,
    `<text x="${MARGIN}" y="36">${escapeXml(subtitle)}</text>`,
    ...legend(),
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function legend(): string[] {
  const kinds = [
    ['js', 'JavaScript'],
    ['native', 'native code'],
    ['kernel', 'kernel'],
  ] as const;
  return kinds.map(([kind, name], i) => {
    const x = MARGIN + i * 120;
    return `<g><rect class="${kind}" x="${x}" y="42" width="10" height="10"/><text x="${x + 14}" y="51">${name}</text></g>`;
  });
}

function buildTree(stacks: Stacks): Block {
  const root: Block = { name: '', kind: 'native', samples: 0, children: new Map() };
  for (const [stack, samples] of stacks) {
    let block = root;
    for (const frame of unfoldStack(stack)) {
      const key = `${frame.kind} ${frame.name}`;
      const child = block.children.get(key) ?? { ...frame, samples: 0, children: new Map() };
      block.children.set(key, child);
      child.samples += samples;
      block = child;
    }
  }
  return root;
}

function depthOf({ children }: Block): number {
  return children.size === 0 ? 0 : 1 + Math.max(...[...children.values()].map(depthOf));
}

interface Place {
  x: number;
  level: number;
  depth: number;
  perSample: number;
  total: number;
}

function drawChildren({ children }: Block, place: Place): string[] {
  let { x } = place;
  const sorted = [...children.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.flatMap((child) => {
    const width = child.samples * place.perSample;
    const drawn = width < LEAST_WIDTH ? [] : [drawBlock(child, { ...place, x }, width)];
    const above = width < LEAST_WIDTH ? [] : drawChildren(child, { ...place, x, level: place.level + 1 });
    x += width;
    return [...drawn, ...above];
  });
}

function drawBlock({ name, kind, samples }: Block, { x, level, depth, total }: Place, width: number): string {
  const y = HEAD + (depth - 1 - level) * ROW;
  const share = ((samples / total) * 100).toFixed(1);
  const room = Math.floor((width - 2 * PADDING) / CHAR_WIDTH);
  const shown = room < 3 ? '' : name.length <= room ? name : `${name.slice(0, room - 1)}…`;
  const text = shown === '' ? '' : `<text x="${round(x + PADDING)}" y="${y + 12}">${escapeXml(shown)}</text>`;
  const shade = hash(name) % SHADES;
  const style: FrameKind | 'thread' = level === 0 ? 'thread' : kind;
  const words = `${name}: ${samples} samples, ${share} %`;
  return (
    `<g><title>${escapeXml(words)}</title>` +
    `<rect class="f ${style} s${shade}" x="${round(x)}" y="${y}" width="${round(width)}" height="${ROW - 1}"/>${text}</g>`
  );
}

function hash(text: string): number {
  let value = 0;
  for (const char of text) value = (Math.imul(value, 31) + (char.codePointAt(0) as number)) >>> 0;
  return value;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML may hold it: control characters have no place there at all. */
function escapeXml(text: string): string {
  return printable(text).replaceAll(/[&<>"]/g, (char) => ENTITIES[char] as string);
}
