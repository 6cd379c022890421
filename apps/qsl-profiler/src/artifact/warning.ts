/**
 * Everything that artifacts warn of: a closed set, the same for all experiments. docs/schemas/common.v1.schema.json lists
 * it too.
 */
export const WARNING_CODES = [
  // How much a figure rests on
  ...(['FEW_TICKS', 'NO_INTERVAL', 'FEW_REPETITIONS', 'OUTLIERS', 'DRIFT', 'NOT_WARM', 'NOT_ALL_WARM'] as const),
  // The machine
  ...(['BUSY_MACHINE', 'NOISY_NEIGHBOUR', 'STOLEN_TIME', 'FREQUENCY_SCALING', 'SWAPPING', 'NO_SCHEDSTAT'] as const),
  // The instrument itself
  ...(['DRIVER_SATURATED', 'SLOW_TRACER', 'TRACERS_DISAGREE', 'MEASURES_SPAWNING'] as const),
  // Limits
  ...(['DESCRIPTORS_NEAR_LIMIT', 'BUFFER_CLAMPED'] as const),
  // What was measured
  ...(['PARTIAL', 'THREADS_BEGAN', 'THREADS_ENDED'] as const),
  ...(['NO_DROP_COUNT', 'DROP_COUNTS_DISAGREE', 'NAMESPACE_COUNTS_LESS', 'OTHERS_DROPPED_TOO'] as const),
  ...(['FOREIGN_DATAGRAMS', 'NO_LOSS_WITH_SMALL', 'LOSS_WITH_LARGE'] as const),
  ...(['PROCESSES_ENDED', 'RETRANSMITS', 'RELAY_OVERFLOWED'] as const),
  ...(['NO_HARDWARE_COUNTERS', 'COUNTERS_SHARED', 'FEW_SAMPLES', 'UNRESOLVED_FRAMES', 'THREADS_NOT_SEEN'] as const),
] as const;

export type WarningCode = (typeof WARNING_CODES)[number];

/** What may spoil a figure, with what to do about it. */
export interface Warning<Code extends WarningCode = WarningCode> {
  code: Code;
  text: string;
  remedy: string;
}
