import { ExitCode, RuntimeFailure } from '@qsl/cli';
import { encodeAsked, type OneShotRequest, planExchange } from './asked.ts';
import { Conversation } from './conversation.ts';
import { exchange } from './exchange.ts';
import { describeExchange, formatReplies } from './print.ts';

export interface OneShotOptions {
  host: string;
  port: number;
  timeoutMs: number;
  json: boolean;
}

/**
 * One session: sends what is asked and prints what comes, what came before a failure too. Throws UsageError before
 * anything is sent, and the RuntimeFailure of an exchange that went wrong.
 */
export async function runOneShot(
  request: OneShotRequest,
  { host, port, timeoutMs, json }: OneShotOptions,
): Promise<ExitCode> {
  const asked = planExchange(request);
  const conversation = new Conversation(asked);
  let failure: RuntimeFailure | undefined;
  try {
    await exchange({
      host,
      port,
      requests: encodeAsked(asked),
      timeoutMs,
      onBytes: (bytes) => conversation.feed(bytes),
    });
    conversation.end();
  } catch (error) {
    if (!(error instanceof RuntimeFailure)) throw error;
    failure = error;
  }
  const { replies } = conversation;
  if (json)
    process.stdout.write(`${JSON.stringify(describeExchange({ gateway: { host, port }, asked, replies, failure }))}\n`);
  else if (failure === undefined || replies.length > 0) process.stdout.write(formatReplies(replies));
  if (failure !== undefined) throw failure;
  return ExitCode.OK;
}
