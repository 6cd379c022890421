import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
type Terminal = { isTTY?: boolean };

/** Colour is for terminals whose owner has not declined it: https://no-color.org, and `TERM=dumb`. */
export function allowsColour(stream: Terminal, env: NodeJS.ProcessEnv = process.env): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Gives a function that styles text for `stream`, or leaves it plain where colour has no place. */
export function painter(stream: Terminal, env?: NodeJS.ProcessEnv): (style: Style, text: string) => string {
  if (!allowsColour(stream, env)) return (_style, text) => text;
  // The decision is made above; Node's own would let FORCE_COLOR overrule NO_COLOR.
  return (style, text) => styleText(style, text, { validateStream: false });
}
