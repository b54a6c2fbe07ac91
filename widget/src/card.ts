import { button, el, icon } from './dom';
import { richText } from './richtext';
import type { Citation, Language, Message } from './types';
import { day, kindsIn, type Words } from './words';

/** What a card may ask of the chat it lies in. */
export interface Table {
  readonly words: Words;
  readonly language: Language;
  isLast(message: Message): boolean;
  choose(title: string, payload: string): void;
  resend(message: Message): void;
  rate(message: Message, useful: boolean, reason?: string): void;
  print(message: Message): void;
  say(text: string): void;
}

const BADGES: Record<string, keyof Words> = {
  not_stated: 'statusNotStated',
  out_of_date: 'statusOutOfDate',
  personal_case: 'statusPersonal',
  emergency: 'statusUrgent',
};

const SOURCE_LINE = /\n(?:依据|依據|Source)[:：][^\n]*$/;
const REASONS = ['reasonOff', 'reasonUnclear', 'reasonIncomplete', 'reasonWrong', 'reasonOther'] as const;
const WITH_TOOLS = new Set(['answered', 'partial', 'needs_fact', 'not_stated', 'out_of_date', 'personal_case']);
/** Tools come in a moment after the words, into a region that is not live, so that a screen reader reads the answer only. */
const TOOLS_MS = 250;

const dealt = new Map<string, { message: Message; table: Table }>();

/** Register a message and return the markup that shows it. The id is ours; nothing of the server's stands in it. */
export function deal(message: Message, table: Table): string {
  const key = message.id.replace(/[^\w.-]/g, '');
  dealt.set(key, { message, table });
  return `<wenguan-card data-id="${key}"></wenguan-card>`;
}

/** One message of the conversation, built from text alone. */
export class Card extends HTMLElement {
  private message!: Message;
  private table!: Table;
  private tools: HTMLElement | null = null;

  connectedCallback(): void {
    const found = dealt.get(this.dataset['id'] ?? '');
    if (!found || this.message) return;
    this.message = found.message;
    this.table = found.table;
    this.render();
  }

  get shows(): string | undefined {
    return this.message?.id;
  }

  /** Draw the card anew; an open source or a focused tool stays as it was. */
  render(): void {
    const { message, table } = this;
    const open = this.querySelector('details')?.open ?? false;
    const words = el('div', { class: 'text', lang: message.word ? table.language : message.language }, richText(body(message, table.words)));
    this.className = `card ${message.role}`;
    this.replaceChildren(el('span', { class: 'sr', lang: table.language }, `${this.speaker()}${table.language === 'en' ? ': ' : '：'}`), this.badge(), words);
    if (message.role === 'user') this.append(this.fate());
    const source = this.source(open);
    if (source) this.append(source);
    this.tools = el('div', { class: 'after', 'aria-live': 'off', lang: table.language });
    this.append(this.tools);
    setTimeout(() => this.addTools(), TOOLS_MS);
  }

  /** Draw what may have changed: the fate of a question, choices and tools. The words stay, or a screen reader would read them again. */
  refresh(): void {
    const fate = this.querySelector('.fate');
    const now = this.fate();
    if (fate && fate.textContent !== now.textContent) fate.replaceWith(now);
    this.addTools();
  }

  private speaker(): string {
    const { words } = this.table;
    return { user: words.you, assistant: words.assistant, person: words.staff, notice: words.assistant }[this.message.role];
  }

  private badge(): HTMLElement {
    const { message, table } = this;
    if (message.role === 'person') return el('span', { class: 'badge', lang: table.language, 'aria-hidden': 'true' }, table.words.staff);
    const word = BADGES[message.custom?.status ?? ''];
    return word ? el('span', { class: `badge ${message.custom?.status}`, lang: table.language }, table.words[word]) : el('span', { hidden: true });
  }

  /** Under a question: what was masked, and whether it went out. */
  private fate(): HTMLElement {
    const { message, table } = this;
    const { words } = table;
    const line = el('div', { class: 'fate', lang: table.language });
    if (message.masked?.length) line.append(el('span', {}, words.masked.replace('{kinds}', kindsIn(words, message.masked))));
    if (!message.state) return line;
    const trouble = { unsent: words.notSent, failed: '', late: words.late }[message.state];
    line.append(el('span', { class: 'trouble' }, trouble), button({ class: 'link resend' }, () => table.resend(message), words.resend));
    return line;
  }

  private source(open: boolean): HTMLElement | null {
    const { message, table } = this;
    const { words } = table;
    const citations = message.custom?.citations ?? [];
    if (message.role !== 'assistant' || citations.length === 0) return null;
    const first = citations[0] as Citation;
    const more = citations.length > 1 ? ` +${citations.length - 1}` : '';
    const asOf = message.custom?.as_of;
    const folded = el(
      'details',
      { class: 'source', open },
      el(
        'summary',
        {},
        el('span', { class: 'key', lang: table.language }, words.source),
        el('span', { class: 'where', lang: message.language }, `${place(first, message.language)}${more}`),
      ),
      el('ul', { lang: message.language }, ...citations.map((c) => cited(c, message.language, words, table.language))),
      el('p', { lang: table.language }, asOf ? words.asOf.replace('{date}', day(asOf, table.language)) + (table.language === 'en' ? ' ' : '') : '', words.notDecision),
    );
    folded.addEventListener('toggle', () => folded.open && folded.scrollIntoView({ block: 'nearest' }));
    return folded;
  }

  // -- tools

  private addTools(): void {
    const { message, table, tools } = this;
    if (!tools) return;
    tools.replaceChildren();
    const choices = this.choices();
    if (choices) tools.append(choices);
    if (message.role === 'assistant' && WITH_TOOLS.has(message.custom?.status ?? '')) tools.append(this.toolbar());
    else if (message.id === 'welcome' && table.isLast(message)) tools.append(el('p', { class: 'quiet' }, table.words.privacy));
  }

  private choices(): HTMLElement | null {
    const { message, table } = this;
    const { words } = table;
    const examples = message.id === 'welcome' && table.isLast(message) ? [words.example1, words.example2, words.example3].map((e) => ({ title: e, payload: e })) : null;
    const choices = examples ?? (table.isLast(message) ? message.choices : null);
    if (!choices?.length) return null;
    const list = el('div', { class: 'choices', role: 'group', 'aria-label': examples ? words.examples : words.log, lang: examples ? table.language : message.language });
    list.append(...choices.map((c) => button({ class: 'choice' }, () => table.choose(c.title, c.payload), c.title)));
    return list;
  }

  private toolbar(): HTMLElement {
    const { message, table } = this;
    const { words } = table;
    const bar = el('div', { class: 'tools' });
    const copy = button({ class: 'tool' }, () => void this.copy(copy), icon('copy'), el('span', {}, words.copy));
    bar.append(copy, button({ class: 'tool' }, () => table.print(message), icon('print'), el('span', {}, words.print)));
    if (message.rated) {
      bar.append(el('span', { class: 'thanks' }, words.thanks));
      return bar;
    }
    bar.append(
      el('span', { class: 'gap' }),
      button({ class: 'tool useful', 'aria-label': words.useful, title: words.useful }, () => this.rate(true), icon('up')),
      button({ class: 'tool not-useful', 'aria-label': words.notUseful, title: words.notUseful, 'aria-expanded': 'false' }, () => this.askWhy(bar), icon('down')),
    );
    return bar;
  }

  private async copy(copy: HTMLElement): Promise<void> {
    const { message, table } = this;
    const copied = await navigator.clipboard?.writeText(plain(message, table.words)).then(
      () => true,
      () => false,
    );
    if (!copied) return this.selectText();
    copy.lastElementChild?.replaceChildren(table.words.copied);
    table.say(table.words.copied);
    setTimeout(() => copy.lastElementChild?.replaceChildren(table.words.copy), 2000);
  }

  /** Where the clipboard is closed to us, mark the text for the citizen's own copy key. */
  private selectText(): void {
    const text = this.querySelector('.text');
    if (text) getSelection()?.selectAllChildren(text);
  }

  private rate(useful: boolean, reason?: string): void {
    this.table.rate(this.message, useful, reason);
    this.table.say(this.table.words.thanks);
  }

  private askWhy(bar: HTMLElement): void {
    const { words } = this.table;
    const toggle = bar.querySelector('.not-useful');
    if (this.tools?.querySelector('form')) return;
    toggle?.setAttribute('aria-expanded', 'true');
    const name = `why-${this.message.id}`;
    const more = el('textarea', { id: `${name}-more`, rows: '2', maxlength: '300' });
    const form = el(
      'form',
      { class: 'why' },
      el('fieldset', {}, el('legend', {}, words.whyNot), ...REASONS.map((r) => el('label', {}, el('input', { type: 'radio', name, value: r }), words[r]))),
      el('label', { for: `${name}-more` }, words.reasonMore),
      more,
      el('div', { class: 'row' }, el('button', { class: 'primary', type: 'submit' }, words.submit), button({ class: 'plain' }, () => this.closeWhy(form), words.cancel)),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const chosen = form.querySelector<HTMLInputElement>('input:checked')?.value.replace('reason', '').toLowerCase() ?? 'other';
      this.rate(false, more.value.trim() ? `${chosen}: ${more.value.trim()}` : chosen);
    });
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.closeWhy(form);
    });
    this.tools?.append(form);
    form.querySelector('input')?.focus();
    form.scrollIntoView({ block: 'nearest' });
  }

  private closeWhy(form: HTMLElement): void {
    form.remove();
    const toggle = this.tools?.querySelector<HTMLElement>('.not-useful');
    toggle?.setAttribute('aria-expanded', 'false');
    toggle?.focus();
  }
}

function cited(citation: Citation, language: Language, words: Words, ui: Language): HTMLElement {
  const since = citation.in_force_from;
  return el(
    'li',
    {},
    place(citation, language),
    since ? el('span', { class: 'since', lang: ui }, ui === 'en' ? `${words.inForce} ${day(since, ui)}` : `${day(since, ui)}${words.inForce}`) : null,
  );
}

/** The words of a message; the source line goes, where the source is folded out below. */
function body(message: Message, words: Words): string {
  if (message.word) return words[message.word];
  return message.custom?.citations?.length ? message.text.replace(SOURCE_LINE, '') : message.text;
}

/** Name a document and its section as the language does. */
export function place({ title, section }: Citation, language: Language): string {
  if (language === 'en') return section ? `${title}, ${section}` : title;
  return `${title.startsWith('《') ? title : `《${title}》`}${section ?? ''}`;
}

/** An answer as plain text, with its sources. */
export function plain(message: Message, words: Words): string {
  const text = message.word ? words[message.word] : message.text;
  const sources = (message.custom?.citations ?? []).map((c) => place(c, message.language));
  const fresh = sources.filter((s) => !text.includes(s));
  return fresh.length ? `${text}\n${words.source}: ${sources.join('; ')}\n${words.notDecision}` : text;
}

export function defineCard(): void {
  if (!customElements.get('wenguan-card')) customElements.define('wenguan-card', Card);
}
