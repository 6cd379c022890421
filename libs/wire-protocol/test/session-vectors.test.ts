/** The recorded session of the protocol's golden vectors: every frame decodes, and encodes to the same bytes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { decodeMessage, encodeMessage, isClientMessage, MessageType, RejectReason, typeName } from '../src/index.ts';

interface Exchange {
  readonly what: string;
  readonly request: string;
  readonly responses: readonly string[];
}

const vectorsFolder = process.env.QSL_VECTORS ?? fileURLToPath(new URL('../../../../shared/vectors', import.meta.url));
const file = join(vectorsFolder, 'session.json');
const skip = existsSync(file) ? false : 'no golden vectors: set QSL_VECTORS to the folder that holds session.json';

function decode(hex: string) {
  const result = decodeMessage(Buffer.from(hex, 'hex'));
  if (!result.ok) throw new Error(`${hex}: status ${result.error}`);
  return result.message;
}

t.test('the golden session', { skip }, async (t) => {
  const session: readonly Exchange[] = JSON.parse(readFileSync(file, 'utf8'));
  t.ok(session.length > 0);
  for (const { what, request, responses } of session) {
    t.test(what, async (t) => {
      const message = decode(request);
      t.ok(isClientMessage(message.type));
      t.ok(what.startsWith(typeName(message.type)), 'the request is what it is said to be');
      for (const hex of [request, ...responses]) t.equal(Buffer.from(encodeMessage(decode(hex))).toString('hex'), hex);
    });
  }
  const reasons = session
    .flatMap(({ responses }) => responses.map(decode))
    .filter((reply) => reply.type === MessageType.Reject);
  t.same(
    reasons.map(({ reason }) => reason),
    [
      RejectReason.DuplicateOrderId,
      RejectReason.UnknownOrder,
      RejectReason.UnknownSymbol,
      RejectReason.InvalidPrice,
      RejectReason.InvalidQuantity,
      RejectReason.MaxQuantityExceeded,
      RejectReason.MaxNotionalExceeded,
    ],
    'the reasons read as the session tells them',
  );
});
