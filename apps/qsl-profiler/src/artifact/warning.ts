/** What may spoil a figure, with what to do about it. */
export interface Warning<Code extends string = string> {
  code: Code;
  text: string;
  remedy: string;
}
