import { malformed, type Where } from './errors.ts';
import { parseCount } from './number.ts';

/** Far above the kernel's own limit (NR_CPUS, 8192 at most), so that a corrupt range cannot fill the memory. */
const CPU_ID_LIMIT = 65_536;

/** A kernel CPU list such as "0-3,8" as ascending CPU ids. An empty list is no CPU. */
export function parseCpuList(text: string, where: Where): number[] {
  return text === '' ? [] : text.split(',').flatMap((range) => parseRange(range, where));
}

function parseRange(range: string, where: Where): number[] {
  const [firstText, lastText, excess] = range.split('-');
  const first = parseCount(firstText, where);
  const last = lastText === undefined ? first : parseCount(lastText, where);
  if (excess !== undefined || last < first || last >= CPU_ID_LIMIT) throw malformed(where, range, 'a range of CPU ids');
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}
