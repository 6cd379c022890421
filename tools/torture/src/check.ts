import type { ReferenceEngine } from '@qsl/matching-engine/reference';
import type { Heard } from './connection.ts';
import { Conversation } from './conversation.ts';
import type { Cause } from './hindrance.ts';
import type { Accepted } from './journal-tail.ts';
import type { ClientScript, Request } from './script.ts';
import { keyOf } from './traffic.ts';
import { acceptance, heartbeatAck, rejection } from './wire.ts';

/** What was compared. */
export interface Checked {
  /** Replies that arrived whole or in part, by type; rejects by reason as well. */
  readonly answers: Readonly<Record<string, number>>;
  readonly bytes: number;
  /** Requests that left whole. */
  readonly requests: number;
  readonly commands: number;
  /** Accepted commands of which no answer arrived. */
  readonly unanswered: number;
  /** Connections turned away, and others that may have been: they ended before an answer could be there. */
  readonly shed: number;
  readonly perhapsShed: number;
  /** Connections with a wrong end that something measured accounts for, by what that was. */
  readonly late: Readonly<Partial<Record<Cause, number>>>;
}

/** What a client was told is not what the model says, or the journal has what nobody asked for. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
}

/**
 * Compares everything that clients received with what the naive reference says.
 *
 * The journal has the accepted commands in the order in which the engine took them, those included whose answers never
 * arrived. They are given to the reference one by one; each has to be accepted by it, under the same sequence number,
 * and the bytes of its answer have to be the next ones on the connection that sent it. Requests that are rejected have no
 * place in the journal: an answer that says so lies between two accepted ones of its connection, so there has to be a
 * moment in between at which the reference says the very same. Where no answer arrived, a request before one that was
 * accepted has to be rejectable at such a moment; behind the last accepted one it may not have been seen.
 *
 * The earliest moment is taken. That is no loss: what comes later has all the moments behind it left.
 */
export class Check {
  readonly #model: ReferenceEngine;
  readonly #conversations: Conversation[] = [];
  readonly #senders = new Map<string, Conversation>();
  /** Those whose next request waits for a moment at which it is rejected. */
  readonly #waiting = new Set<Conversation>();
  readonly #answers = new Map<string, number>();
  #unanswered = 0;
  /** Commands of the journal looked at. */
  seen = 0;

  constructor(model: ReferenceEngine, clients: readonly ClientScript[], heard: readonly (readonly Heard[])[]) {
    this.#model = model;
    for (const [number, { what }] of clients.entries()) {
      for (const [connection, each] of (heard[number] ?? []).entries()) {
        const conversation = new Conversation(`connection ${connection} of client ${number} (${what})`, each);
        this.#conversations.push(conversation);
        for (const request of conversation.requests) this.#claim(request, conversation);
      }
    }
  }

  #claim(request: Request, sender: Conversation): void {
    if (request.kind === 'heartbeat') return;
    const key = keyOf(request);
    const other = this.#senders.get(key);
    // A cancel that two connections send is told apart by neither; but no script has one that both could get accepted.
    if (other === undefined) this.#senders.set(key, sender);
    else if (other !== sender)
      throw new Error(`${other.name} and ${sender.name} both send "${key}": a defect of the script`);
  }

  /**
   * @param mayShed whether there were as many connections as the gateway serves at once
   * @throws Mismatch for the first difference
   */
  run(journal: readonly Accepted[], { mayShed }: { readonly mayShed: boolean }): Checked {
    for (const { command, sequence } of journal) {
      const key = keyOf(command);
      const sender = this.#senders.get(key);
      if (sender === undefined) throw new Mismatch(`the journal has "${key}" at ${sequence}, which nobody sent`);
      sender.accepted.push(key);
    }
    for (const conversation of this.#conversations) this.#advance(conversation);
    for (const accepted of journal) {
      this.seen++;
      this.#accept(accepted);
    }
    return this.#end(journal.length, mayShed);
  }

  #accept({ command, sequence }: Accepted): void {
    const key = keyOf(command);
    const sender = this.#senders.get(key)!;
    const { request } = sender;
    if (request === undefined || request.kind === 'heartbeat' || keyOf(request) !== key) {
      throw this.#unexplained(sender, `"${key}" was accepted at ${sequence} before it`);
    }
    const outcome = this.#model.apply(command);
    if ('reject' in outcome)
      throw new Mismatch(`${sender.name}: "${key}" was accepted at ${sequence}; ${outcome.reject}`);
    const { events } = outcome;
    const due = events[0]!.sequence;
    if (due !== sequence)
      throw new Mismatch(`${sender.name}: "${key}" was accepted at ${sequence}, where ${due} is due`);
    if (sender.bytesLeft === 0) this.#unanswered++;
    this.#expect(sender, acceptance(events), 'Ack', events.length - 1);
    sender.acceptedDone++;
    this.#advance(sender);
    for (const conversation of [...this.#waiting]) this.#advance(conversation);
  }

  /** Accounts for requests as far as the present moment allows: up to one that the journal has, or that needs a later one. */
  #advance(conversation: Conversation): void {
    this.#waiting.delete(conversation);
    for (let { request } = conversation; request !== undefined; request = conversation.request) {
      if (request.kind === 'heartbeat') {
        this.#expect(conversation, heartbeatAck(request.token), 'HeartbeatAck');
        continue;
      }
      const { told } = conversation;
      const isNext = conversation.accepted[conversation.acceptedDone] === keyOf(request);
      if (told.kind === 'accepted' || (told.kind === 'nothing' && isNext)) return;
      const verdict = this.#model.verdict(request);
      const isAsTold = told.kind === 'nothing' || told.reason === undefined || told.reason === verdict;
      if (verdict === undefined || !isAsTold) {
        // Behind the last accepted command, and unanswered: it may not have been seen.
        const isOpen = told.kind === 'nothing' && conversation.acceptedDone === conversation.accepted.length;
        if (!isOpen) this.#waiting.add(conversation);
        return;
      }
      this.#expect(conversation, rejection(request.id, verdict), `Reject ${verdict}`);
    }
  }

  #expect(conversation: Conversation, expected: Uint8Array, what: string, fills = 0): void {
    const arrived = conversation.bytesLeft > 0;
    const { name, request } = conversation;
    const difference = conversation.answer(expected);
    if (difference !== undefined) throw new Mismatch(`${name}: the answer to ${describe(request!)} ${difference}`);
    if (!arrived) return;
    this.#answers.set(what, (this.#answers.get(what) ?? 0) + 1);
    if (fills > 0) this.#answers.set('Fill', (this.#answers.get('Fill') ?? 0) + fills);
  }

  #end(commands: number, mayShed: boolean): Checked {
    let [shed, perhapsShed] = [0, 0];
    const late: Partial<Record<Cause, number>> = {};
    for (const conversation of this.#conversations) {
      const { wrongEnd, looksShed, excuse, silenceShown, name, heard } = conversation;
      if (conversation.bytesLeft > 0) throw this.#unexplained(conversation, 'no moment explains it');
      const mayBeShed = mayShed && looksShed && heard.end !== 'stuck';
      if (wrongEnd === undefined || (excuse !== undefined && heard.end !== 'stuck')) {
        if (mayBeShed) perhapsShed++;
        if (wrongEnd !== undefined) late[excuse!] = (late[excuse!] ?? 0) + 1;
      } else if (mayBeShed) shed++;
      else throw new Mismatch(`${name}: ${wrongEnd}; ${silenceShown}`);
    }
    return {
      answers: Object.fromEntries([...this.#answers].sort()),
      bytes: this.#conversations.reduce((sum, { heard }) => sum + heard.received.length, 0),
      requests: this.#conversations.reduce((sum, { requests }) => sum + requests.length, 0),
      commands,
      unanswered: this.#unanswered,
      shed,
      perhapsShed,
      late,
    };
  }

  #unexplained(conversation: Conversation, why: string): Mismatch {
    const { name, request, bytesShown } = conversation;
    if (request === undefined) return new Mismatch(`${name}: bytes behind its last answer (${why}): ${bytesShown}`);
    const verdict = request.kind === 'heartbeat' ? undefined : this.#model.verdict(request);
    return new Mismatch(
      `${name}: ${describe(request)} has answer ${bytesShown}, and ${why}; the model says ${verdict ?? 'accepted'} now`,
    );
  }
}

function describe(request: Request): string {
  return request.kind === 'heartbeat' ? `heartbeat ${request.token}` : `"${keyOf(request)}"`;
}
