/**
 * Takes out of an ELF executable what it does not need to run: symbol tables and debugging information. strip(1) would
 * do, but is not on every machine, and knows the processors of other targets on even fewer.
 * Layout: elf(5), 64 bits, little-endian.
 */

const MAGIC = '\x7fELF\x02\x01';
const HEADER = { segments: 32, sections: 40, segmentCount: 56, sectionCount: 60, nameSection: 62 } as const;
const SEGMENT = { BYTES: 56, offset: 8, sizeInFile: 32 } as const;
const SECTION = { BYTES: 64, name: 0, type: 4, flags: 8, offset: 24, size: 32, link: 40, info: 44, align: 48 } as const;

const TYPE_STRINGS = 3;
const TYPE_NOBITS = 8;
const FLAG_ALLOC = 0x2n;
const FLAG_INFO_LINK = 0x40n;

interface Section {
  index: number;
  header: Buffer;
  name: string;
}

/**
 * Gives a copy without the sections that are never loaded into memory. Throws for a file that is no 64-bit
 * little-endian ELF, or where something that is loaded lies behind what is taken out.
 */
export function stripElf(file: Buffer): Buffer {
  if (file.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error('this is no 64-bit little-endian ELF file');
  // The first entry of the table is empty, and has to be there.
  const kept = readSections(file).filter(({ index, header }) => index === 0 || (flagsOf(header) & FLAG_ALLOC) !== 0n);
  const end = Math.max(...kept.map(({ header }) => endInFile(header)));
  if (endOfSegments(file) > end) throw new Error('a segment of this ELF file reaches into what would be taken out');
  return assemble(file.subarray(0, end), kept);
}

function readSections(file: Buffer): Section[] {
  const table = Number(file.readBigUInt64LE(HEADER.sections));
  const headerAt = (index: number) => file.subarray(table + index * SECTION.BYTES, table + (index + 1) * SECTION.BYTES);
  const names = Number(headerAt(file.readUInt16LE(HEADER.nameSection)).readBigUInt64LE(SECTION.offset));
  return Array.from({ length: file.readUInt16LE(HEADER.sectionCount) }, (_, index) => {
    const header = headerAt(index);
    const start = names + header.readUInt32LE(SECTION.name);
    return { index, header, name: file.toString('latin1', start, file.indexOf(0, start)) };
  });
}

function flagsOf(header: Buffer): bigint {
  return header.readBigUInt64LE(SECTION.flags);
}

function endInFile(header: Buffer): number {
  const size = header.readUInt32LE(SECTION.type) === TYPE_NOBITS ? 0n : header.readBigUInt64LE(SECTION.size);
  return Number(header.readBigUInt64LE(SECTION.offset) + size);
}

function endOfSegments(file: Buffer): number {
  const table = Number(file.readBigUInt64LE(HEADER.segments));
  const ends = Array.from({ length: file.readUInt16LE(HEADER.segmentCount) }, (_, index) => {
    const segment = table + index * SEGMENT.BYTES;
    return file.readBigUInt64LE(segment + SEGMENT.offset) + file.readBigUInt64LE(segment + SEGMENT.sizeInFile);
  });
  return Number(ends.reduce((last, end) => (end > last ? end : last), 0n));
}

/** Puts the new names and the new section table behind the body. */
function assemble(body: Buffer, kept: Section[]): Buffer {
  const newIndex = new Map(kept.map(({ index }, position) => [index, position]));
  const moved = (index: number): number => newIndex.get(index) ?? 0;
  let names = '\0';
  const headers = kept.map(({ index, header: old, name }) => {
    const header = Buffer.from(old);
    if (index === 0) return header;
    header.writeUInt32LE(names.length, SECTION.name);
    header.writeUInt32LE(moved(header.readUInt32LE(SECTION.link)), SECTION.link);
    // Elsewhere `info` is a number with a meaning of its own.
    if ((flagsOf(header) & FLAG_INFO_LINK) !== 0n) {
      header.writeUInt32LE(moved(header.readUInt32LE(SECTION.info)), SECTION.info);
    }
    names += `${name}\0`;
    return header;
  });
  const nameHeader = Buffer.alloc(SECTION.BYTES);
  nameHeader.writeUInt32LE(names.length, SECTION.name);
  names += '.shstrtab\0';
  nameHeader.writeUInt32LE(TYPE_STRINGS, SECTION.type);
  nameHeader.writeBigUInt64LE(BigInt(body.length), SECTION.offset);
  nameHeader.writeBigUInt64LE(BigInt(names.length), SECTION.size);
  nameHeader.writeBigUInt64LE(1n, SECTION.align);

  const padding = Buffer.alloc(-(body.length + names.length) & 7);
  const result = Buffer.concat([body, Buffer.from(names, 'latin1'), padding, ...headers, nameHeader]);
  result.writeBigUInt64LE(BigInt(body.length + names.length + padding.length), HEADER.sections);
  result.writeUInt16LE(headers.length + 1, HEADER.sectionCount);
  result.writeUInt16LE(headers.length, HEADER.nameSection);
  return result;
}
