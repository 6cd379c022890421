import { Churn } from './churn.ts';
import { type Driver, failedPhase, failureOf, type Goal, type Phase, runPhase } from './phase.ts';
import { type LoadPlan, ordersDue } from './plan.ts';
import { SessionDriver } from './session-driver.ts';

export interface LoadOutcome {
  /** Undefined without a warm-up. */
  warmup: Phase | undefined;
  measured: Phase;
}

/**
 * Carries a load out: connects, warms up, measures. Each phase begins with nothing in flight and ends so.
 * Blocks the thread until it is over. A failure of the load is in the outcome; whatever is thrown is a defect.
 */
export function runLoad(plan: LoadPlan): LoadOutcome {
  let driver: Driver | undefined;
  const failure = failureOf(() => {
    driver = plan.churn ? new Churn(plan) : new SessionDriver(plan);
  });
  if (driver === undefined) return { warmup: undefined, measured: failedPhase(failure!) };
  try {
    const warmup = plan.warmupMs > 0 ? runPhase(driver, warmupGoal(plan)) : undefined;
    if (warmup?.failure !== undefined) return { warmup, measured: failedPhase(warmup.failure) };
    return { warmup, measured: runPhase(driver, { orders: plan.orders, durationMs: plan.durationMs }) };
  } finally {
    driver.close();
  }
}

function warmupGoal({ ratePerSecond, warmupMs }: LoadPlan): Goal {
  if (ratePerSecond === undefined) return { orders: Number.POSITIVE_INFINITY, durationMs: warmupMs };
  return { orders: ordersDue(ratePerSecond, warmupMs), durationMs: Number.POSITIVE_INFINITY };
}
