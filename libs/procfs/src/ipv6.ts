/** Bytes 0 to 11 of an IPv4-mapped address, ::ffff:a.b.c.d (RFC 4291, 2.5.5.2). */
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/**
 * Writes the 16 bytes of an address, network order, as RFC 5952 wants it: lower case, no leading zeros, the first of
 * the longest runs of two or more zero groups as "::", an IPv4-mapped address with its dotted tail.
 */
export function formatIpv6(bytes: Uint8Array): string {
  if (MAPPED_PREFIX.every((byte, index) => bytes[index] === byte)) return `::ffff:${bytes.subarray(12).join('.')}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(index * 2));
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeroRun(groups: number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > longest.length) longest = { start, length: index + 1 - start };
  }
  return longest;
}
