import { formatShare } from '../artifact/format.ts';
import type { Metric } from '../artifact/metric.ts';
import type { Warning } from '../artifact/warning.ts';
import { judgeSteadiness } from '../statistics/steadiness.ts';
import type { MachineProfile } from './watch.ts';

/** Stolen time beyond this is felt in every figure. */
const STOLEN_SHARE = 0.01;
const FREQUENCY_CHANGE = 0.05;
const DESCRIPTOR_SHARE = 0.8;
/** A fixed piece of work whose repetitions differ by more than this, largest to smallest, shows that the machine does. */
const YARDSTICK_SPREAD = 1.25;

/** Judges what the machine did. */
export function judgeMachine(machine: MachineProfile): Warning[] {
  const warnings: Warning[] = [];
  const { stolenShare, swappedPages, governors, frequencyChange, descriptorShare } = machine;
  if ((stolenShare.value ?? 0) > STOLEN_SHARE) {
    const text = `The host took ${formatShare(stolenShare.value ?? 0)} of this virtual machine's CPU time for others.`;
    warnings.push({
      code: 'STOLEN_TIME',
      text,
      remedy: 'Compare by the yardstick only, or use a machine of your own.',
    });
  }
  if ((swappedPages.value ?? 0) > 0) {
    const text = `${swappedPages.value} pages went to or came from swap: some waits were for the disk.`;
    warnings.push({ code: 'SWAPPING', text, remedy: 'Free memory, or turn swap off (swapoff -a), and repeat.' });
  }
  const scaling = governors?.filter((governor) => governor !== 'performance') ?? [];
  if (scaling.length > 0 || Math.abs(frequencyChange.value ?? 0) > FREQUENCY_CHANGE) {
    const how = scaling.length > 0 ? `is left to the governor ${scaling.join(', ')}` : 'changed during the run';
    const remedy =
      'Set the governor to performance (cpupower frequency-set -g performance), or compare by the yardstick.';
    warnings.push({ code: 'FREQUENCY_SCALING', text: `The clock frequency of the CPUs ${how}.`, remedy });
  }
  if ((descriptorShare.value ?? 0) > DESCRIPTOR_SHARE) {
    const text = `${formatShare(descriptorShare.value ?? 0)} of the descriptors that a process may hold were in use.`;
    warnings.push({
      code: 'DESCRIPTORS_NEAR_LIMIT',
      text,
      remedy: 'Raise the limit (ulimit -n) before measuring more.',
    });
  }
  return warnings;
}

/** So many metrics are named, the rest counted. */
const NAMED = 4;

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Judges the repetitions of metrics: how many, how steady, and what the yardstick did meanwhile. */
export function judgeRepetitions(metrics: readonly Metric[]): Warning[] {
  const judged = metrics.filter(
    ({ better, rank, repetitions }) => better !== null && rank === 'primary' && repetitions.length > 0,
  );
  const namesOf = (wanted: (metric: Metric) => boolean) => judged.filter(wanted).map(({ name }) => name);
  const relative = ({ repetitions, yardstick }: Metric) =>
    yardstick === null ? repetitions : repetitions.map((value, i) => value / (yardstick[i] as number));
  const warnings: Warning[] = [];
  const few = namesOf(({ interval }) => interval === null);
  if (few.length > 0) {
    const text = `Too few repetitions for an interval: ${listed(few)}.`;
    warnings.push({
      code: 'FEW_REPETITIONS',
      text,
      remedy: 'Six or more give one; a comparison needs as many a side.',
    });
  }
  const drifting = namesOf((metric) => judgeSteadiness(relative(metric)).drifts);
  if (drifting.length > 0) {
    const text = `Not steady, there is a trend from repetition to repetition: ${listed(drifting)}.`;
    warnings.push({
      code: 'DRIFT',
      text,
      remedy: 'Something warms up or fills up: repeat, and distrust the interval.',
    });
  }
  const outlying = namesOf((metric) => judgeSteadiness(relative(metric)).outliers > 0);
  if (outlying.length > 0) {
    const text = `Some repetitions lie far from the others: ${listed(outlying)}.`;
    warnings.push({
      code: 'OUTLIERS',
      text,
      remedy: 'The medians bear it; look at the repetitions before trusting more.',
    });
  }
  const spread = Math.max(
    1,
    ...judged.map(({ yardstick }) => (yardstick ? Math.max(...yardstick) / Math.min(...yardstick) : 1)),
  );
  if (spread > YARDSTICK_SPREAD) {
    const text = `The yardstick, a fixed piece of work, took up to ${spread.toFixed(1)} times as long as at other times.`;
    const remedy = 'Somebody shares the machine. Compare by the yardstick, not by the times, or repeat on a quiet one.';
    warnings.push({ code: 'NOISY_NEIGHBOUR', text, remedy });
  }
  return warnings;
}
