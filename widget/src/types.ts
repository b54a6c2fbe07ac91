import type { Words } from './words';

/** What the server and the widget say to each other, and what the widget remembers. */

export const LANGUAGES = ['zh-Hans', 'zh-Hant', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Owner = 'assistant' | 'waiting' | 'person' | 'closed';

export interface Choice {
  title: string;
  payload: string;
}

export interface Citation {
  source?: string;
  title: string;
  section?: string;
  in_force_from?: string | null;
}

export interface Bilingual {
  zh: string;
  en: string;
}

/** The papers, fees, place and time of one case, in both languages, for a counter. */
export interface Sheet {
  title: Bilingual;
  papers?: Bilingual[];
  fee?: Bilingual[];
  place?: Bilingual[];
  time?: Bilingual[];
  citations?: Citation[];
}

export interface Machine {
  status?: string;
  service?: string | null;
  aspect?: string | null;
  rule_ids?: string[];
  citations?: Citation[];
  as_of?: string | null;
  language?: Language | null;
  notice?: string | Partial<Bilingual> | null;
  message_id?: string;
  owner?: Owner;
  sheet?: Sheet | null;
}

/** One answer as the server sends it. */
export interface Answer {
  text?: string;
  buttons?: Choice[];
  custom?: Machine;
}

export type PersonalNumber = 'id' | 'phone' | 'passport' | 'bank' | 'email';

/** One entry of the conversation. A `word` is a sentence of the widget itself; `state` tells how a question fares, `rated` what the citizen thought. */
export interface Message {
  id: string;
  role: 'user' | 'assistant' | 'person' | 'notice';
  text: string;
  word?: keyof Words;
  at: number;
  language: Language;
  choices?: Choice[];
  custom?: Machine;
  payload?: string;
  masked?: PersonalNumber[];
  state?: 'unsent' | 'failed' | 'late';
  rated?: 'useful' | 'not_useful';
}
