const UNAVAILABLE = 'unavailable';
const BYTES_PER_KIB = 1024;

/** Up to four significant digits, thousands grouped: 1,437 and 2.87. */
export function formatNumber(value: number): string {
  if (value === 0 || Object.is(value, -0)) return '0';
  const size = Math.abs(value);
  const decimals = Number.isInteger(value) || size >= 1000 ? 0 : size >= 100 ? 1 : 2;
  const rounded = Number(value.toFixed(decimals));
  if (rounded === 0) return size < 0.005 ? '0.00' : value.toFixed(decimals);
  return rounded.toLocaleString('en-GB', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** A quantity with the unit that reads best: times from ns to s, sizes from B to GiB, anything else as it is. */
export function formatAmount(value: number | null, unit: string): string {
  if (value === null) return UNAVAILABLE;
  if (unit === 'ns') return scale(value, ['ns', 'µs', 'ms', 's'], 1000);
  if (unit === 'ms') return scale(value * 1e6, ['ns', 'µs', 'ms', 's'], 1000);
  if (unit === 'bytes') return scale(value, ['B', 'KiB', 'MiB', 'GiB'], BYTES_PER_KIB);
  return formatNumber(value);
}

function scale(value: number, units: readonly string[], step: number): string {
  if (value === 0) return '0';
  let scaled = value;
  let unit = 0;
  while (Math.abs(scaled) >= step && unit < units.length - 1) {
    scaled /= step;
    unit++;
  }
  return `${formatNumber(scaled)} ${units[unit]}`;
}

/** Always two decimals, so that a column of rates lines up. Never "-0.00". */
export function formatRate(value: number): string {
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}

/** A share as whole per cent. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** Doubles are worth some 15 digits; the last of a product may be noise. */
const DIGITS_WITHOUT_NOISE = 12;

/** A share as per cent, with as many digits as it was given with: 7 and 0.5, never 7.000000000000001. */
export function formatPercent(share: number): string {
  return `${Number((share * 100).toPrecision(DIGITS_WITHOUT_NOISE))} %`;
}
