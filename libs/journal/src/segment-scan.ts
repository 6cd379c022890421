import { damaged } from './errors.ts';
import { decodeHeader, type Header } from './header.ts';
import { RecordKind, SEGMENT_MAGIC, SHORTEST_RECORD } from './layout.ts';
import { readKind, readSequence, soundRecordAt } from './record-reader.ts';

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
 * Bytes that are no sound record are taken for a torn end only where no sound record follows them. Where one does, they
 * were whole once: something has changed them since.
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
  let isClosed = false;
  while (at < end) {
    const length = soundRecordAt(view, at, end);
    if (length === 0) break;
    const fault = visit(view, at);
    if (fault !== undefined) throw damaged(file, at, fault);
    isClosed = readKind(view, at) === RecordKind.Close;
    at += length;
    records++;
  }
  if (at < end) {
    if (!mayBeTorn) throw damaged(file, at, 'a record is not whole, and later segments exist');
    const sound = soundRecordAfter(view, at, end);
    if (sound !== -1) throw damaged(file, at, `a record is not what was written, while one at offset ${sound} is`);
  }
  return { header, soundBytes: at, tornBytes: end - at, records, isClosed };
}

/** Offset of the first sound record behind the unsound one at `from`, wherever it begins; −1 for none. */
function soundRecordAfter(view: DataView, from: number, end: number): number {
  for (let at = from + 1; at <= end - SHORTEST_RECORD; at++) {
    if (soundRecordAt(view, at, end) !== 0 && readSequence(view, at) > 0) return at;
  }
  return -1;
}
