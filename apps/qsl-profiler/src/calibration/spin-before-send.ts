/**
 * Loaded into a gateway (`node --import`), it makes every thread of it spin for QSL_SPIN_NS before each send: a real
 * slow-down, of a known size, on the path that serves.
 */
import { raw } from '@qsl/posix';

const spinNs = BigInt(process.env.QSL_SPIN_NS ?? '0');
const { send } = raw;

raw.send = (...call) => {
  const end = process.hrtime.bigint() + spinNs;
  while (process.hrtime.bigint() < end);
  return send(...call);
};
