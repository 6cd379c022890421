import { darwinConstants } from './constants/darwin.ts';
import { linuxConstants } from './constants/linux.ts';

export type Platform = 'linux' | 'darwin';

/** Which of the two system-call tables applies. On any third system the native calls themselves refuse to run. */
export const platform: Platform = process.platform === 'darwin' ? 'darwin' : 'linux';

/** epoll(7), eventfd(2) and timerfd_create(2) exist: Linux only. */
export const hasEpoll: boolean = platform === 'linux';

/** sendmmsg(2) and recvmmsg(2) exist: Linux only. */
export const hasMmsg: boolean = platform === 'linux';

export type ConstantName = keyof typeof linuxConstants;

/**
 * The system's constants under their C names. A name the platform lacks is undefined at run time though typed as a
 * number, so that code behind hasEpoll or hasMmsg needs no assertions; src/constants says what each absence means.
 */
export const os = (platform === 'darwin' ? darwinConstants : linuxConstants) as Readonly<Record<ConstantName, number>>;
