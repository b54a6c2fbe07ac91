import type { PersonalNumber } from './types';

export const MASK = '****';

/**
 * Numbers that name a person, most telling first. Blanks and hyphens inside a number are allowed; service numbers (12367), dates and
 * amounts are not numbers of a person and stay.
 */
const PATTERNS: readonly [PersonalNumber, RegExp][] = [
  ['email', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ['id', /(?<![\dA-Za-z])[1-9](?:[ -]?\d){16}[ -]?[\dXx](?![\dA-Za-z])/g],
  ['bank', /(?<![\dA-Za-z])\d(?:[ -]?\d){15,18}(?![\dA-Za-z])/g],
  ['id', /(?<![\dA-Za-z])[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![\dA-Za-z])/g],
  ['id', /(?<![\dA-Za-z])[A-Z]{1,2}\d{6} ?\([\dA]\)/gi],
  ['phone', /(?<![\dA-Za-z])(?:\+|00)\d{1,3}(?:[ -]?\d){6,12}(?!\d)/g],
  ['phone', /(?<![\dA-Za-z])1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)/g],
  ['passport', /(?<![\dA-Za-z])(?:E[A-HJ-NP-Z]\d{7}|[A-Z]{1,2}\d{7,10})(?![\dA-Za-z])/gi],
];

const FULL_WIDTH = /[０-９Ａ-Ｚａ-ｚ＠＋－（）]/g;

export interface Redacted {
  text: string;
  kinds: PersonalNumber[];
}

/** Return `text` with personal numbers masked, and which kinds were found. Full-width digits and letters count as plain ones. */
export function redact(text: string): Redacted {
  let masked = narrow(text);
  const kinds = new Set<PersonalNumber>();
  for (const [kind, pattern] of PATTERNS) {
    masked = masked.replace(pattern, () => {
      kinds.add(kind);
      return MASK;
    });
  }
  return kinds.size > 0 ? { text: masked, kinds: [...kinds] } : { text, kinds: [] };
}

function narrow(text: string): string {
  return text.replace(FULL_WIDTH, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
}
