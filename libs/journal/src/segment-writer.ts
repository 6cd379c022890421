import * as fs from 'node:fs';
import { damaged, doing, isOutOfDescriptors } from './errors.ts';
import { listFolder, openWhole, segmentFile, syncFolder, writeAll } from './files.ts';
import { encodeHeader, type JournalConfig } from './header.ts';
import { CLOSE_BYTES, SEGMENT_MAGIC } from './layout.ts';
import { sealRecords, writeClose } from './record-writer.ts';
import type { SegmentTail } from './recover.ts';

/** A segment is ended by the batch that would make it longer than this, unless told otherwise. */
export const SEGMENT_BYTES = 64 * 1024 * 1024;
const REWRITE_BYTES = 1024 * 1024;
/** Behind a mark of an orderly stop, what lies before it is on the disk. The mark's own pages, of any size that Linux has, may not be. */
const MARKED_BYTES = 128 * 1024;

export interface WriterSetup {
  readonly folder: string;
  readonly config: JournalConfig;
  readonly segmentBytes: number;
  /** Where a recovery ended; undefined for a new journal. */
  readonly tail: SegmentTail | undefined;
  /** That of the next command's first event. */
  readonly nextSequence: number;
}

/** Appends records to the segments of a folder. An error of any call is final: what is on the disk is then unknown. */
export class SegmentWriter {
  /** Bytes of records written. */
  bytesWritten = 0;
  readonly #folder: string;
  readonly #config: JournalConfig;
  readonly #segmentBytes: number;
  #file: string;
  #fd: number;
  #length: number;

  /** Makes the recovered end durable, or the first segment, and goes on from there. Throws JournalError. */
  constructor({ folder, config, segmentBytes, tail, nextSequence }: WriterSetup) {
    this.#folder = folder;
    this.#config = config;
    this.#segmentBytes = segmentBytes;
    for (const file of listFolder(folder).unfinished) doing('remove', file, () => fs.unlinkSync(file));
    if (tail !== undefined) {
      makeDurable(tail);
      // Its name may be as new as what is in it: a segment is renamed before its folder is synced.
      doing('sync', folder, () => syncFolder(folder));
    }
    this.#file = tail?.file ?? createSegment(folder, config, nextSequence);
    this.#fd = doing('open', this.#file, () => fs.openSync(this.#file, 'a'));
    this.#length = fs.fstatSync(this.#fd).size;
  }

  /** Appends whole, sealed records, the first of them with `firstSequence`. They are the system's then, not the disk's. */
  write(records: Uint8Array, firstSequence: number): void {
    if (this.#length + records.length > this.#segmentBytes) this.#beginSegment(firstSequence);
    doing('write', this.#file, () => {
      this.#length += writeAll(this.#fd, records);
    });
    this.bytesWritten += records.length;
  }

  /** Waits until everything written is on the disk. After a failure the kernel may forget that it is not: never retry. */
  sync(): void {
    doing('sync', this.#file, () => fs.fdatasyncSync(this.#fd));
  }

  /** Marks an orderly stop, on the disk. The mark is not written before all that it stands for is there. */
  close(nextSequence: number): void {
    this.sync();
    const mark = new Uint8Array(CLOSE_BYTES);
    const view = new DataView(mark.buffer);
    sealRecords(view, 0, writeClose(view, 0, nextSequence));
    this.write(mark, nextSequence);
    this.sync();
    fs.closeSync(this.#fd);
  }

  /**
   * The old segment is on the disk before the new one exists: only the last one can ever be torn. While connections have
   * taken every descriptor, the old one goes on and grows: that must not be the end of the journal.
   */
  #beginSegment(firstSequence: number): void {
    const next = segmentFile(this.#folder, firstSequence);
    if (next === this.#file) return; // it holds no command yet
    this.sync();
    try {
      const fd = openNewSegment(next, { folder: this.#folder, config: this.#config, firstSequence });
      fs.closeSync(this.#fd);
      this.#fd = fd;
    } catch (error) {
      if (isOutOfDescriptors(error)) return;
      throw error;
    }
    this.#file = next;
    this.#length = fs.fstatSync(this.#fd).size;
  }
}

/** A new segment without records, on the disk. Returns the file. */
export function createSegment(folder: string, config: JournalConfig, firstSequence: number): string {
  const file = segmentFile(folder, firstSequence);
  fs.closeSync(openNewSegment(file, { folder, config, firstSequence }));
  return file;
}

interface NewSegment {
  readonly folder: string;
  readonly config: JournalConfig;
  readonly firstSequence: number;
}

function openNewSegment(file: string, { folder, config, firstSequence }: NewSegment): number {
  return openWhole(folder, file, (fd) => writeAll(fd, encodeHeader(SEGMENT_MAGIC, config, firstSequence)));
}

/**
 * Cuts off a torn end, and has what was recovered from a segment reach the disk for certain. It may have been read from
 * the page cache alone: after a failed fdatasync(2) the kernel marks pages clean that never reached the disk, so another
 * sync would not write them ("fsyncgate", https://wiki.postgresql.org/wiki/Fsync_Errors). Writing the same bytes again
 * makes them dirty.
 */
export function makeDurable({ file, soundBytes, tornBytes, isClosed }: SegmentTail): void {
  const from = isClosed ? Math.max(soundBytes - MARKED_BYTES, 0) : 0;
  doing('repair', file, () => {
    const fd = fs.openSync(file, 'r+');
    try {
      if (fs.fstatSync(fd).size !== soundBytes + tornBytes) throw damaged(file, soundBytes, 'its length has changed');
      if (tornBytes > 0) fs.ftruncateSync(fd, soundBytes);
      const chunk = new Uint8Array(REWRITE_BYTES);
      for (let at = from; at < soundBytes; ) {
        const length = fs.readSync(fd, chunk, 0, Math.min(chunk.length, soundBytes - at), at);
        for (let done = 0; done < length; ) done += fs.writeSync(fd, chunk, done, length - done, at + done);
        at += length;
      }
      fs.fdatasyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  });
}
