import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { stripElf } from './strip-elf.ts';

const skip = process.platform === 'linux' ? false : 'needs an ELF file to strip';

t.test('Node runs without its symbols, and there is nothing more to take', { skip }, async (t) => {
  const original = readFileSync(process.execPath);
  const stripped = stripElf(original);
  t.ok(stripped.length < 0.9 * original.length, `${stripped.length} of ${original.length} bytes`);
  t.ok(stripElf(stripped).equals(stripped));
  const file = path.join(t.testdir(), 'node');
  writeFileSync(file, stripped, { mode: 0o755 });
  t.equal(execFileSync(file, ['-p', '6 * 7'], { encoding: 'utf8', env: {} }), '42\n');
});

t.test('what is loaded is never taken', { skip }, async (t) => {
  const file = Buffer.from(readFileSync(process.execPath));
  // The first segment now claims to reach to the end of the file, where the symbols are.
  const segments = Number(file.readBigUInt64LE(32));
  file.writeBigUInt64LE(BigInt(file.length), segments + 32);
  file.writeBigUInt64LE(0n, segments + 8);
  t.throws(() => stripElf(file), /a segment .* reaches into what would be taken out/);
});

t.test('other files are refused', async (t) => {
  for (const text of ['', '\x7fELF\x01\x01', '#!/bin/sh\n']) {
    t.throws(() => stripElf(Buffer.from(text)), /no 64-bit little-endian ELF file/, JSON.stringify(text));
  }
});
