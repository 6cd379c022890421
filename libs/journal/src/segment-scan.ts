import { damaged } from './errors.ts';
import { decodeHeader, type Header } from './header.ts';
import { CANCEL_BYTES, RecordKind, SEGMENT_MAGIC, SHORTEST_RECORD } from './layout.ts';
import { readKind, readSequence, soundRecordAt, statedLength } from './record-reader.ts';

/** What is read of a segment. */
export interface SegmentScan {
  readonly header: Header;
  /** Bytes from the beginning that are sound: the header and whole records. */
  readonly soundBytes: number;
  /** Bytes behind them, of a record that was being written when the process or the machine stopped. */
  readonly tornBytes: number;
  readonly records: number;
  /** Whether its last sound record is the mark of an orderly stop. */
  readonly isClosed: boolean;
}

export interface SegmentText {
  readonly file: string;
  /** All of its bytes. */
  readonly view: DataView;
  /** Only the last segment may end within a record: the others were finished before the next was begun. */
  readonly mayBeTorn: boolean;
}

/**
 * Hands every record to `visit`, in order. `visit` returns what is wrong with one, if anything is.
 *
 * Bytes that are no sound record are taken for a torn end only where no record of this journal follows them. Where one
 * does, they were whole once: something has changed them since.
 * @throws JournalError for damage
 */
export function scanSegment(
  { file, view, mayBeTorn }: SegmentText,
  visit: (view: DataView, at: number) => string | undefined,
): SegmentScan {
  const end = view.byteLength;
  const header = decodeHeader(SEGMENT_MAGIC, view, end, file);
  let at = header.length;
  let records = 0;
  let lastSequence = header.sequence;
  let isClosed = false;
  while (at < end) {
    const length = soundRecordAt(view, at, end);
    if (length === 0) break;
    const fault = visit(view, at);
    if (fault !== undefined) throw damaged(file, at, fault);
    lastSequence = readSequence(view, at);
    isClosed = readKind(view, at) === RecordKind.Close;
    at += length;
    records++;
  }
  if (at < end) {
    if (!mayBeTorn) throw damaged(file, at, 'a record is not whole, and later segments exist');
    const sound = laterRecord(view, at, { lastSequence, maxOrders: header.config.maxOrders });
    if (sound !== -1) throw damaged(file, at, `a record is not what was written, while one at offset ${sound} is`);
  }
  return { header, soundBytes: at, tornBytes: end - at, records, isClosed };
}

/**
 * Offset of the first record of this journal behind the unsound one at `from`, wherever it begins; −1 for none.
 *
 * Not every sound record is one of the journal: clients choose ids, quantities and prices, and can choose them so that they
 * form one inside their own record, for which no more must be needed than a crash that tears it. What a torn record's
 * beginning states as its length is therefore passed over whole. Behind a beginning that states none, each offset is looked
 * at, and a record is one of the journal if its sequence number can follow.
 */
function laterRecord(view: DataView, from: number, { lastSequence, maxOrders }: Bounds): number {
  const end = view.byteLength;
  const first = from + Math.max(statedLength(view, from, end), 1);
  for (let at = first; at <= end - SHORTEST_RECORD; at++) {
    if (soundRecordAt(view, at, end) === 0) continue;
    const sequence = readSequence(view, at);
    // The last sound command and those between, none shorter than a cancel, have an event each, and one a trade.
    const commands = 1 + (at - from) / CANCEL_BYTES;
    if (sequence >= lastSequence && sequence <= lastSequence + commands * (1 + maxOrders)) return at;
  }
  return -1;
}

interface Bounds {
  /** Of the last sound record; the header's without one. */
  readonly lastSequence: number;
  readonly maxOrders: number;
}
