import type { DeepChat } from 'deep-chat';
import 'deep-chat/dist/deepChat.bundle.js';
import chatStyle from './chat.css?inline';
import { Card, deal, defineCard, type Table } from './card';
import { button, el, icon } from './dom';
import { safeHref } from './richtext';
import type { Message } from './types';

const FONT = 'system-ui, -apple-system, "Segoe UI", "PingFang SC", "PingFang HK", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
const MOST_CHARACTERS = 600;

export interface ViewHandlers {
  /** A text is to be sent; return whether it was taken. */
  submit(text: string): boolean;
  typed(text: string): void;
}

/**
 * deep-chat, hardened. It lays out the list, the input and the loading bubble. Every word in the list comes from a card, so its own Markdown and
 * HTML never see a text from outside; Enter, the send button and links pass us first.
 */
export class View {
  readonly element: DeepChat;
  private readonly loading: { toggle: (config?: object) => void } = { toggle: () => undefined };
  private readonly sendButton: HTMLButtonElement;
  private readonly hint = el('span', { id: 'input-hint', class: 'sr' });
  private readonly toEnd: () => void;
  private isLoading = false;

  private constructor(
    element: DeepChat,
    private readonly table: Table,
    private readonly handlers: ViewHandlers,
  ) {
    this.element = element;
    this.sendButton = button({ class: 'send' }, () => this.submit(), icon('send'));
    this.toEnd = () => this.log.scrollTo({ top: this.log.scrollHeight });
  }

  /** Put a chat into `host` and resolve when it is drawn. */
  static async create(host: HTMLElement, table: Table, handlers: ViewHandlers): Promise<View> {
    defineCard();
    const element = document.createElement('deep-chat') as unknown as DeepChat;
    const view = new View(element, table, handlers);
    const drawn = new Promise<void>((resolve) => (element.onComponentRender = () => resolve()));
    element.style.fontFamily = FONT;
    element.connect = { handler: (_body, signals) => void signals.onResponse({ text: '' }) };
    element.displayLoadingBubble = view.loading as never;
    element.textInput = { placeholder: { text: table.words.placeholder }, characterLimit: MOST_CHARACTERS };
    element.auxiliaryStyle = chatStyle;
    element.validateInput = () => false;
    host.append(element);
    await drawn;
    await new Promise((resolve) => setTimeout(resolve));
    view.harden();
    view.translate();
    return view;
  }

  private get root(): ShadowRoot {
    return this.element.shadowRoot as ShadowRoot;
  }

  private get log(): HTMLElement {
    return this.root.getElementById('messages') as HTMLElement;
  }

  get input(): HTMLElement {
    return this.root.getElementById('text-input') as HTMLElement;
  }

  get draft(): string {
    return this.input.innerText.trim();
  }

  set draft(text: string) {
    this.input.textContent = text;
  }

  // -- the list

  /** Show a whole conversation without reading it out. */
  show(messages: readonly Message[]): void {
    this.quietly(() => {
      this.load(false);
      this.element.clearMessages(true);
      for (const message of messages) this.add(message);
    });
    this.toEnd();
  }

  /** Redraw without reading out. */
  private quietly(redraw: () => void): void {
    this.log.setAttribute('aria-live', 'off');
    redraw();
    setTimeout(() => this.log.setAttribute('aria-live', 'polite'), 100);
  }

  add(message: Message): void {
    const waiting = this.isLoading;
    this.load(false);
    this.element.addMessage({ html: deal(message, this.table), role: message.role === 'user' ? 'user' : 'ai' });
    this.load(waiting);
    this.reveal(message);
  }

  refresh(message: Message): void {
    this.cards.find((card) => card.shows === message.id)?.refresh();
  }

  translate(): void {
    const { words, language } = this.table;
    this.element.setPlaceholderText(words.placeholder);
    this.log.setAttribute('aria-label', words.log);
    this.hint.textContent = `${words.inputHint} ${words.privacy}`;
    this.hint.lang = language;
    this.input.lang = language;
    this.sendButton.setAttribute('aria-label', words.send);
    this.sendButton.title = words.send;
    this.quietly(() => this.cards.forEach((card) => card.render()));
  }

  private get cards(): Card[] {
    return [...this.root.querySelectorAll<Card>('wenguan-card')];
  }

  /** Bring a new message into sight: its beginning, where it is longer than the window. */
  private reveal(message: Message): void {
    requestAnimationFrame(() => {
      const card = this.cards.find((c) => c.shows === message.id);
      if (!card || message.role === 'user' || card.offsetHeight < this.log.clientHeight - 80) this.toEnd();
      else card.scrollIntoView({ block: 'start' });
    });
    setTimeout(() => {
      const card = this.cards.find((c) => c.shows === message.id);
      if (card && card.getBoundingClientRect().top > this.log.getBoundingClientRect().top + 24 && this.cards.at(-1) === card) card.scrollIntoView({ block: 'nearest' });
    }, 320);
  }

  // -- the input

  load(on: boolean): void {
    if (on === this.isLoading) return;
    this.isLoading = on;
    this.loading.toggle(on ? {} : undefined);
    if (on) this.toEnd();
    this.sendButton.setAttribute('aria-disabled', String(on));
  }

  enable(on: boolean): void {
    this.input.contentEditable = String(on);
    this.input.setAttribute('aria-disabled', String(!on));
    this.sendButton.disabled = !on;
  }

  focus(): void {
    this.input.focus();
    const range = document.createRange();
    range.selectNodeContents(this.input);
    range.collapse(false);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
  }

  private submit(): void {
    if (!this.draft || !this.handlers.submit(this.draft)) return;
    this.input.textContent = '';
    this.handlers.typed('');
    this.input.focus();
  }

  private harden(): void {
    const { log, input, root } = this;
    log.setAttribute('role', 'log');
    log.setAttribute('aria-live', 'off');
    log.tabIndex = 0;
    root.getElementById('input')?.append(this.sendButton, this.hint);
    input.setAttribute('aria-multiline', 'true');
    input.setAttribute('aria-describedby', 'input-hint');
    input.setAttribute('enterkeyhint', 'send');
    input.spellcheck = false;
    input.addEventListener('input', () => {
      if (!input.textContent) input.replaceChildren();
      this.handlers.typed(this.draft);
    });
    root.addEventListener('keydown', (event) => this.onEnter(event as KeyboardEvent), { capture: true });
    root.addEventListener('click', (event) => guardLink(event), { capture: true });
    root.addEventListener('auxclick', (event) => guardLink(event), { capture: true });
  }

  /** Enter sends, but not the Enter that accepts a pinyin candidate: some keyboards tell so by keyCode 229 only. */
  private onEnter(event: KeyboardEvent): void {
    if (event.target !== this.input || event.key !== 'Enter') return;
    event.stopImmediatePropagation();
    if (event.isComposing || event.keyCode === 229 || event.shiftKey || event.ctrlKey) return;
    event.preventDefault();
    this.submit();
  }
}

/** Whatever put a link here, only web and telephone addresses can be followed. */
function guardLink(event: Event): void {
  const link = (event.target as Element | null)?.closest?.('a');
  if (link && !safeHref(link.href)) event.preventDefault();
}
