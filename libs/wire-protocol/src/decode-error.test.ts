import t from 'tap';
import { DecodeStatus, statusName } from './decode-error.ts';

t.test('every status has its own name', async (t) => {
  const names = Object.values(DecodeStatus).map(statusName);
  t.same(names, [
    'Ok',
    'Truncated',
    'UnsupportedVersion',
    'UnknownType',
    'BodyTooLarge',
    'BodyLengthMismatch',
    'InvalidEnumValue',
  ]);
  t.equal(statusName(7 as DecodeStatus), 'Unknown(7)');
});
