import { PrerequisiteError } from '@qsl/cli';

/** yes: it can be measured. limited: with a restriction. no: it cannot. unknown: this machine does not tell. */
export type Verdict = 'yes' | 'limited' | 'no' | 'unknown';

export const GROUPS = {
  sources: 'What can be measured',
  stability: 'What makes figures vary',
  limits: 'Limits that a load can run into',
  isolation: 'What experiments can be shut into',
} as const;

export type Group = keyof typeof GROUPS;

/** What was found out about one thing, what that means for measuring, and what to do about it. */
export interface Finding {
  /** Stable, for scripts: `ptrace-scope`. */
  id: string;
  group: Group;
  title: string;
  verdict: Verdict;
  found: string;
  meaning: string;
  /** null: nothing needs to be done, or nothing can. */
  remedy: string | null;
}

/** A question to this machine. It changes nothing. */
export interface Check {
  id: string;
  group: Group;
  title: string;
  look: () => Look | Promise<Look>;
}

export type Look = Pick<Finding, 'verdict' | 'found' | 'meaning'> & { remedy?: string | undefined };

/** Carries out a check; one that throws has found nothing, and says why. */
export async function carryOutCheck({ id, group, title, look }: Check): Promise<Finding> {
  try {
    const { remedy = null, ...found } = await look();
    return { id, group, title, ...found, remedy };
  } catch (error) {
    const found = (error as Error).message.split('\n')[0] ?? '';
    if (error instanceof PrerequisiteError) {
      const meaning = 'What rests on it cannot be measured here.';
      return { id, group, title, verdict: 'no', found, meaning, remedy: error.remedy ?? null };
    }
    const meaning = 'Nothing is known of it; what needs it will say so when it runs.';
    return { id, group, title, verdict: 'unknown', found, meaning, remedy: null };
  }
}
