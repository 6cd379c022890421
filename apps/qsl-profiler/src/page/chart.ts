import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Artifact } from '../artifact/artifact.ts';
import { type Cell, escapeHtml, type Figure, table } from './html.ts';
import { describeOrigin } from './origin.ts';

echarts.use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, LegendComponent, SVGRenderer]);

/** What echarts draws; its own types know every option there is. */
export type ChartOption = Parameters<ReturnType<typeof echarts.init>['setOption']>[0];

export interface Chart {
  title: string;
  /** What it shows, for those who do not see it, in a sentence or two. */
  description: string;
  option: ChartOption;
  height?: number;
  /** Every number drawn. */
  rows: readonly DataRow[];
}

/** What a drawn number is of, and the number. */
export type DataRow = readonly [label: string, shown: Figure];

/** "…, at least" and "…, at most": the ends of an interval. */
export function endRows(label: string, ends: readonly Figure[]): DataRow[] {
  return ends.map((end, i): DataRow => [`${label}, ${i === 0 ? 'at least' : 'at most'}`, end]);
}

/** Small, for it is scaled to the width there is: on a phone its text must still be read. */
const WIDTH = 400;
export const HEIGHT = 280;
const FONT = 13;
/** Wider than the text will be, by whose width echarts sets the legend out. */
const LEGEND_GAP = 22;
const LEGEND_ROW = 36;
const LEGEND_MARK = 14;
/** As wide as a character is at most on average. */
const CHAR = 7.5;

/** Colours are variables of the page's style, so that one drawing serves light and dark. */
export const COLOURS = [
  'var(--c1)',
  'var(--c2)',
  'var(--c3)',
  'var(--c4)',
  'var(--c5)',
  'var(--c6)',
  'var(--c7)',
  'var(--c8)',
];
const TEXT = 'var(--text)';
const LINE = 'var(--line)';

let drawn = 0;

/** A chart as an SVG inside a figure, and under it the numbers it was drawn from, with where they are from. */
function chart({ title, description, option, height = HEIGHT, rows }: Chart, artifact: Artifact): string {
  const id = `chart${++drawn}`;
  const svg = draw(option, height).replace(
    /^<svg [^>]*>/,
    `<svg viewBox="0 0 ${WIDTH} ${height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${id}t ${id}d">` +
      `<title id="${id}t">${escapeHtml(title)}</title><desc id="${id}d">${escapeHtml(description)}</desc>`,
  );
  return (
    `<figure><figcaption>${escapeHtml(title)}</figcaption>${svg}<p>${escapeHtml(description)}</p>` +
    `<details><summary>The numbers, and their fields in the JSON</summary>${numbers(title, rows, artifact)}</details></figure>`
  );
}

/** Charts beside each other as far as there is room. */
export function charts(all: readonly Chart[], artifact: Artifact): string {
  return `<div class="charts">\n${all.map((one) => chart(one, artifact)).join('\n')}\n</div>`;
}

function numbers(caption: string, rows: readonly DataRow[], artifact: Artifact): string {
  return table({
    caption,
    isWide: true,
    head: ['what', 'value', 'JSON field', 'source', 'resolution'],
    rows: rows.map(([label, shown]): Cell[] => [label, shown, shown.path, ...describeOrigin(artifact, shown.path)]),
  });
}

function draw(option: ChartOption, height: number): string {
  const instance = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    instance.setOption({
      animation: false,
      color: COLOURS,
      textStyle: { fontSize: FONT, fontFamily: 'sans-serif' },
      ...option,
    });
    return clean(instance.renderToSVGString());
  } finally {
    instance.dispose();
  }
}

/** Drops what only a script, or a pointer, would use. */
function clean(svg: string): string {
  return svg
    .trim()
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replaceAll('font-family:sans-serif;', '')
    .replace(/ (?:ecmeta_\w+|pointer-events|class)="[^"]*"/g, '');
}

/** Axes of a house style: thin lines, text in the page's colour. */
export function axis(more: object): object {
  return {
    axisLabel: { color: TEXT, fontSize: FONT },
    axisLine: { show: true, lineStyle: { color: LINE } },
    axisTick: { lineStyle: { color: LINE } },
    splitLine: { lineStyle: { color: LINE } },
    minorSplitLine: { show: false },
    nameTextStyle: { color: TEXT, fontSize: FONT },
    nameLocation: 'middle',
    ...more,
  };
}

export function legend(more: object = {}): object {
  return {
    top: 0,
    icon: 'rect',
    itemGap: LEGEND_GAP,
    itemWidth: LEGEND_MARK,
    textStyle: { color: TEXT, fontSize: FONT },
    ...more,
  };
}

/** How much higher a legend with these names is than one of a single row. */
export function moreLegend(names: readonly string[]): number {
  let [rows, used] = [1, 0];
  for (const name of names) {
    const width = LEGEND_MARK + LEGEND_GAP + CHAR * name.length;
    if (used + width > WIDTH) [rows, used] = [rows + 1, 0];
    used += width;
  }
  return (rows - 1) * LEGEND_ROW;
}

const TOP = 40;

/** Where the axes stand; `legend` is what the legend has more than a row. */
export function grid({ legend = 0, ...more }: { legend?: number; [option: string]: unknown } = {}): object {
  return { left: 66, right: 24, top: TOP + legend, bottom: 50, ...more };
}

/** A thin line with caps between `low` and `high` at each place: [x, low, high], or [low, high, y] lying down. */
export function errorBars(points: readonly (readonly number[])[], { lying = false, colour = TEXT } = {}): object {
  const CAP = 6;
  return {
    type: 'custom',
    z: 10,
    silent: true,
    data: points,
    encode: lying ? { x: [0, 1], y: 2 } : { x: 0, y: [1, 2] },
    renderItem: (_: unknown, api: { value: (dimension: number) => number; coord: (point: number[]) => number[] }) => {
      const [low, high] = lying
        ? [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])]
        : [api.coord([api.value(0), api.value(1)]), api.coord([api.value(0), api.value(2)])];
      const [x1 = 0, y1 = 0] = low;
      const [x2 = 0, y2 = 0] = high;
      const [dx, dy] = lying ? [0, CAP] : [CAP, 0];
      const line = (a: number, b: number, c: number, d: number) => ({
        type: 'line',
        shape: { x1: a, y1: b, x2: c, y2: d },
        style: { stroke: colour, lineWidth: 1.5 },
      });
      const caps = [line(x1 - dx, y1 - dy, x1 + dx, y1 + dy), line(x2 - dx, y2 - dy, x2 + dx, y2 + dy)];
      return { type: 'group', children: [line(x1, y1, x2, y2), ...caps] };
    },
  };
}
