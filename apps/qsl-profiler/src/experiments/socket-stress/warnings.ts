import type { Warning, WarningCode } from '../../artifact/warning.ts';
import { type BufferLimits, type BufferName, isClamped, type RequestedBytes } from './buffers.ts';
import type { Trial } from './trial.ts';

/** What this experiment warns of. */
type SocketStressWarning = Extract<
  WarningCode,
  | 'BUFFER_CLAMPED'
  | 'NO_DROP_COUNT'
  | 'DROP_COUNTS_DISAGREE'
  | 'NAMESPACE_COUNTS_LESS'
  | 'OTHERS_DROPPED_TOO'
  | 'FOREIGN_DATAGRAMS'
  | 'NO_LOSS_WITH_SMALL'
  | 'LOSS_WITH_LARGE'
>;

/** Judges the trials. */
export function findWarnings(
  trials: readonly Trial[],
  { requested, limits }: { requested: RequestedBytes; limits: BufferLimits },
): Warning<SocketStressWarning>[] {
  return [...judgeCounts(trials), ...judgeLoss(trials), ...judgeGrants(requested, limits)];
}

function judgeGrants(requested: RequestedBytes, limits: BufferLimits): Warning<SocketStressWarning>[] {
  const clamped = (Object.keys(requested) as BufferName[]).filter((buffer) => isClamped(requested[buffer], limits));
  if (clamped.length === 0) return [];
  const text = `The kernel capped what was asked for: ${clamped.join(', ')} (net.core.rmem_max is ${limits.maxBytes}).`;
  return [{ code: 'BUFFER_CLAMPED', text, remedy: 'Raise net.core.rmem_max, or read the column "granted".' }];
}

function judgeCounts(trials: readonly Trial[]): Warning<SocketStressWarning>[] {
  const warnings: Warning<SocketStressWarning>[] = [];
  const count = (isSo: (trial: Trial) => boolean) => trials.filter(isSo).length;
  const dropsOf = ({ ledger }: Trial) => ledger.socketDrops;
  if (count((trial) => dropsOf(trial) === null) > 0) {
    const text = 'This system does not tell how many datagrams a socket dropped: loss is measured and not attributed.';
    warnings.push({ code: 'NO_DROP_COUNT', text, remedy: 'Run it on Linux for the ledger.' });
  }
  const disagreeing = count((trial) => trial.observedDrops !== null && trial.observedDrops !== dropsOf(trial));
  if (disagreeing > 0) {
    warnings.push({
      code: 'DROP_COUNTS_DISAGREE',
      text: `In ${disagreeing} trials the profiler and the subscriber read different drop counts of the same socket.`,
      remedy: 'Somebody sent datagrams after the feed had ended: choose another QSL_STRESS_PORT.',
    });
  }
  const less = count(
    ({ namespaceDrops, ledger }) => namespaceDrops !== null && namespaceDrops < (ledger.socketDrops ?? 0),
  );
  if (less > 0) {
    warnings.push({
      code: 'NAMESPACE_COUNTS_LESS',
      text: `In ${less} trials the socket dropped more than RcvbufErrors grew by: not all for want of room in its buffer.`,
      remedy: 'Look at MemErrors and InCsumErrors in /proc/net/snmp: udp_mem may be used up.',
    });
  }
  const more = count(
    ({ namespaceDrops, ledger }) => namespaceDrops !== null && namespaceDrops > (ledger.socketDrops ?? 0),
  );
  if (more > 0) {
    warnings.push({
      code: 'OTHERS_DROPPED_TOO',
      text: `In ${more} trials RcvbufErrors grew by more than this socket dropped: other sockets dropped datagrams too.`,
      remedy: 'The ledger is not touched by that, it rests on the one socket. A quiet machine makes the check exact.',
    });
  }
  const foreign = count(({ malformed, duplicates }) => malformed + duplicates > 0);
  if (foreign > 0) {
    warnings.push({
      code: 'FOREIGN_DATAGRAMS',
      text: `In ${foreign} trials datagrams came twice or were none of the feed's: somebody else sends to this port.`,
      remedy: 'Choose another QSL_STRESS_PORT, or leave it unset.',
    });
  }
  return warnings;
}

function judgeLoss(trials: readonly Trial[]): Warning<SocketStressWarning>[] {
  const warnings: Warning<SocketStressWarning>[] = [];
  const lostWith = (name: string) =>
    trials.filter(({ buffer }) => buffer === name).reduce((sum, { ledger }) => sum + ledger.lost, 0);
  if (lostWith('small') === 0) {
    warnings.push({
      code: 'NO_LOSS_WITH_SMALL',
      text: 'The small buffer lost nothing: these bursts do not show what a buffer is for.',
      remedy: 'Raise QSL_STRESS_ORDERS or lower QSL_STRESS_SMALL_BUF.',
    });
  }
  if (lostWith('large') > 0) {
    warnings.push({
      code: 'LOSS_WITH_LARGE',
      text: 'Even the large buffer lost datagrams: it is smaller than the burst that the subscriber falls behind by.',
      remedy: 'Compare asked for and granted; raise net.core.rmem_max, or pace the feed.',
    });
  }
  return warnings;
}
