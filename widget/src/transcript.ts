import { plain } from './card';
import { el } from './dom';
import type { Language, Message } from './types';
import type { Words } from './words';

/** The conversation as a text file: who said what and when, with sources. */
export function transcript(messages: readonly Message[], words: Words): string {
  const who = { user: words.you, assistant: words.assistant, person: words.staff, notice: words.assistant };
  const parts = messages.map((m) => `[${stamp(m.at)}] ${who[m.role]}\n${plain(m, words)}`);
  return [`${words.title}  ${stamp(Date.now())}`, ...parts, words.notDecision].join('\n\n') + '\n';
}

/** Hand the transcript to the browser's downloads. The mark at its start lets older text editors read the Chinese. */
export function download(messages: readonly Message[], words: Words, language: Language): void {
  const url = URL.createObjectURL(new Blob(['\ufeff', transcript(messages, words)], { type: 'text/plain;charset=utf-8' }));
  const link = el('a', { href: url, download: `wenguan-${stamp(Date.now()).slice(0, 10)}-${language}.txt` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function stamp(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace('T', ' ');
}
