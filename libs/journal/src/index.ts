export { JournalError, type JournalErrorCode } from './errors.ts';
export { ensureFolder, FileLoader, type FolderContents, type JournalFile, listFolder } from './files.ts';
export { lockFolder } from './folder-lock.ts';
export { assertSameConfig, decodeHeader, type Header, type JournalConfig } from './header.ts';
export { RecordKind, SEGMENT_MAGIC, TERMS_IMMEDIATE, TERMS_SELL } from './layout.ts';
export {
  readId,
  readKind,
  readPrice,
  readQuantity,
  readSequence,
  readSymbol,
  readTerms,
  soundRecordAt,
} from './record-reader.ts';
export { sealRecords, writeCancel, writeClose, writeLimit, writeMarket, writeModify } from './record-writer.ts';
export { configOf, type Recovery, readableConfigOf, recover, type SegmentTail } from './recover.ts';
export { Replayer } from './replayer.ts';
export { type SegmentScan, scanSegment } from './segment-scan.ts';
export { SEGMENT_BYTES, SegmentWriter, type WriterSetup } from './segment-writer.ts';
export { restoreSnapshot, snapshotHeader } from './snapshot-file.ts';
export { engineFor, type TakenSnapshot, takeSnapshot } from './take-snapshot.ts';
