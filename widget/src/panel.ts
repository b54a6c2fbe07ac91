import { Api } from './api';
import type { Table } from './card';
import { Conversation, type Listener } from './conversation';
import { button, el, icon } from './dom';
import { redact } from './redact';
import { printSheet } from './sheet';
import { readLikes, Store, writeLikes, type Likes } from './store';
import { download } from './transcript';
import { LANGUAGES, type Language, type Message } from './types';
import { View } from './view';
import { kindsIn, WORDS, type Words } from './words';

/** What stands on a language's button, and its whole name. */
const LANGUAGE_NAMES: Record<Language, [string, string]> = { 'zh-Hans': ['简', '简体中文'], 'zh-Hant': ['繁', '繁體中文'], en: ['EN', 'EN English'] };

const NARROW = matchMedia('(max-width: 640px), (max-height: 480px)');

export interface Frame {
  readonly host: HTMLElement;
  readonly server: string;
  language: Language;
  closed(): void;
  unread(on: boolean): void;
  restyle(likes: Likes): void;
}

/** The dialog: header, menu, conversation, and what it says of its own state. */
export class Panel implements Table, Listener {
  readonly element: HTMLElement;
  private readonly conversation: Conversation;
  private view: View | null = null;
  private likes = readLikes();
  private readonly welcome: Message = { id: 'welcome', role: 'notice', text: '', word: 'welcome', at: 0, language: 'zh-Hans' };
  private readonly title = el('h2', { id: 'title' });
  private readonly status = el('p', { class: 'status', id: 'status' });
  private readonly languages = el('div', { class: 'languages', role: 'group' });
  private readonly menuButton = button({ class: 'head menu-button', 'aria-expanded': 'false', 'aria-controls': 'menu' }, () => this.toggleMenu(), icon('more'));
  private readonly closeButton = button({ class: 'head close' }, () => this.frame.closed(), icon('close'));
  private readonly menu = el('div', { class: 'menu', id: 'menu', hidden: true });
  private readonly banner = el('div', { class: 'banner', role: 'status' });
  private readonly confirm = el('div', { class: 'confirm', role: 'alertdialog', 'aria-modal': 'true', 'aria-labelledby': 'confirm-text', hidden: true });
  private readonly body = el('div', { class: 'body' });
  private readonly person = button({ class: 'person' }, () => this.callPerson());
  private readonly foot = el('p', { class: 'foot' });
  private readonly said = el('p', { class: 'sr', role: 'status' });

  private constructor(private readonly frame: Frame) {
    const stored = new Store(frame.server);
    this.element = el(
      'section',
      { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', 'aria-describedby': 'status', hidden: true },
      this.guard(),
      el('div', { class: 'top' }, el('div', { class: 'names' }, this.title, this.status), this.languages, this.menuButton, this.closeButton),
      this.menu,
      this.banner,
      this.body,
      this.confirm,
      el('div', { class: 'bottom' }, this.person, this.foot),
      this.said,
      this.guard(),
    );
    this.conversation = new Conversation(new Api(frame.server), stored, () => this.language, this);
    this.element.addEventListener('keydown', (event) => this.onEscape(event));
    this.element.addEventListener('focusout', (event) => this.leaveMenu(event));
    NARROW.addEventListener('change', () => this.fit());
    visualViewport?.addEventListener('resize', () => this.fit());
    visualViewport?.addEventListener('scroll', () => this.fit());
    this.fit();
  }

  static async create(frame: Frame, into: ParentNode): Promise<Panel> {
    const panel = new Panel(frame);
    into.append(panel.element);
    panel.translate();
    panel.view = await View.create(panel.body, panel, {
      submit: (text) => panel.submit(text),
      typed: (text) => panel.typed(text),
    });
    panel.view.draft = panel.conversation.draft;
    panel.reset();
    panel.state();
    panel.typed(panel.conversation.draft);
    return panel;
  }

  stop(): void {
    this.conversation.stop();
    this.element.remove();
  }

  // -- open and close

  open(): void {
    this.element.hidden = false;
    this.frame.unread(false);
    this.conversation.keepOpen(true);
    this.fit();
    this.view?.focus();
  }

  close(): void {
    this.element.hidden = true;
    this.closeMenu();
    this.settle();
    this.conversation.keepOpen(false);
  }

  /** Ask on behalf of the page, a sample question for one. */
  ask(text: string): void {
    if (!this.submit(text) && this.view) {
      this.view.draft = text;
      this.typed(text);
    }
  }

  // -- what the cards may do

  get words(): Words {
    return WORDS[this.language];
  }

  get language(): Language {
    return this.frame.language;
  }

  isLast(message: Message): boolean {
    return message === this.welcome ? this.conversation.messages.length === 0 : this.conversation.isLast(message);
  }

  choose(title: string, payload: string): void {
    this.submit(title, payload);
    this.view?.focus();
  }

  resend(message: Message): void {
    this.conversation.resend(message);
    this.view?.focus();
  }

  rate(message: Message, useful: boolean, reason?: string): void {
    this.conversation.rate(message, useful, reason);
    this.view?.focus();
  }

  print(message: Message): void {
    void this.conversation.prepare(message).then(printSheet);
  }

  say(text: string): void {
    this.said.textContent = '';
    setTimeout(() => (this.said.textContent = text), 50);
  }

  // -- what the conversation tells

  added(message: Message): void {
    if (this.conversation.messages.length === 1) this.view?.refresh(this.welcome);
    this.view?.add(message);
    if (message.role === 'person' && this.element.hidden) this.frame.unread(true);
  }

  changed(message: Message): void {
    this.view?.refresh(message);
  }

  reset(): void {
    this.view?.show([this.welcome, ...this.conversation.messages]);
    if (this.view) this.view.draft = this.conversation.draft;
  }

  state(): void {
    const { conversation, words } = this;
    const owner = conversation.owner === 'assistant' ? 'ready' : conversation.owner;
    const waiting = conversation.waiting && (conversation.waiting === 'still' ? words.stillThinking : words.thinking);
    const worthSaying = waiting || owner !== 'ready';
    if (this.put(this.status, waiting ?? words[owner]) && worthSaying && !this.element.hidden) this.say(this.status.textContent);
    this.element.dataset['owner'] = conversation.owner;
    this.view?.load(conversation.busy);
    this.view?.enable(!conversation.closed);
    this.person.hidden = conversation.awaited;
    this.person.disabled = conversation.paused || !conversation.online;
    this.showBanner();
  }

  private showBanner(): void {
    const { conversation, words } = this;
    const notice = this.noticeText();
    const text = !conversation.online ? words.offline : conversation.closed ? notice || words.paused : conversation.paused ? '' : notice;
    if (this.banner.dataset['text'] === text) return;
    this.banner.dataset['text'] = text;
    this.banner.className = `banner ${!conversation.online ? 'offline' : conversation.closed ? 'paused' : ''}`;
    this.banner.replaceChildren(el('span', {}, text));
    if (conversation.closed && conversation.online) this.banner.append(button({ class: 'link' }, () => void conversation.checkPause(), words.tryAgain));
    if (!text) this.banner.replaceChildren();
  }

  private noticeText(): string {
    const { notice } = this.conversation;
    if (!notice || typeof notice === 'string') return notice ?? '';
    return (this.language === 'en' ? notice.en : notice.zh) ?? notice.zh ?? notice.en ?? '';
  }

  private put(element: HTMLElement, text: string): boolean {
    const changes = element.textContent !== text;
    if (changes) element.textContent = text;
    return changes;
  }

  // -- asking

  private submit(text: string, payload?: string): boolean {
    this.closeMenu();
    const taken = this.conversation.send(text, payload);
    if (!taken && this.conversation.busy) this.say(this.words.wait);
    if (!taken && !this.conversation.online) this.say(this.words.offline);
    return taken;
  }

  private typed(text: string): void {
    const { kinds } = redact(text);
    this.conversation.draft = kinds.length > 0 ? redact(text).text : text;
    this.foot.classList.toggle('warns', kinds.length > 0);
    const warning = this.words.maskNotice.replace('{kinds}', kindsIn(this.words, kinds));
    if (this.put(this.foot, kinds.length > 0 ? warning : this.words.notDecision) && kinds.length > 0) this.say(warning);
  }

  private callPerson(): void {
    this.submit(this.words.personMessage);
    this.view?.focus();
  }

  // -- menu

  private toggleMenu(): void {
    if (!this.menu.hidden) return this.closeMenu();
    this.menu.hidden = false;
    this.menuButton.setAttribute('aria-expanded', 'true');
    this.menu.querySelector('button')?.focus();
  }

  private closeMenu(): void {
    this.menu.hidden = true;
    this.menuButton.setAttribute('aria-expanded', 'false');
  }

  private leaveMenu(event: FocusEvent): void {
    const to = event.relatedTarget as Node | null;
    if (to && !this.menu.contains(to) && to !== this.menuButton) this.closeMenu();
  }

  private fillMenu(): void {
    const { words } = this;
    const entry = (label: string, action: () => void) =>
      button({}, () => {
        this.closeMenu();
        this.menuButton.focus();
        action();
      }, label);
    const toggle = (label: string, on: boolean, like: () => void) => button({ class: 'toggle', 'aria-pressed': String(on) }, like, label);
    this.menu.replaceChildren(
      toggle(words.largeText, Boolean(this.likes.large), () => this.like({ large: !this.likes.large })),
      toggle(words.dark, this.isDark, () => this.like({ scheme: this.isDark ? 'light' : 'dark' })),
      entry(words.printLast, () => this.printLast()),
      entry(words.download, () => download(this.conversation.messages, words, this.language)),
      entry(words.restart, () => this.confirmed(words.restartAsk, words.restartYes, () => this.conversation.startOver())),
      entry(words.erase, () => this.confirmed(words.eraseAsk, words.eraseYes, () => void this.erase())),
    );
  }

  private get isDark(): boolean {
    return this.frame.host.dataset['scheme'] === 'dark';
  }

  private like(likes: Likes): void {
    const index = [...this.menu.children].findIndex((entry) => entry === this.focused);
    this.likes = { ...this.likes, ...likes };
    writeLikes(this.likes);
    this.frame.restyle(this.likes);
    this.fillMenu();
    (this.menu.children[index] as HTMLElement | undefined)?.focus();
  }

  private get focused(): Element | null {
    return (this.element.getRootNode() as ShadowRoot).activeElement;
  }

  private printLast(): void {
    const answer = this.conversation.lastAnswer;
    if (answer) this.print(answer);
    else this.say(this.words.nothingYet);
  }

  private async erase(): Promise<void> {
    if (await this.conversation.erase()) this.say(this.words.erased);
  }

  /** Ask before something is lost. */
  private confirmed(question: string, yes: string, action: () => void): void {
    const { words } = this;
    const done = () => {
      this.settle();
      this.view?.focus();
    };
    const no = button({ class: 'plain' }, done, words.cancel);
    const go = button({ class: 'primary' }, () => {
      action();
      done();
    }, yes);
    this.confirm.replaceChildren(el('div', { class: 'box' }, el('p', { id: 'confirm-text' }, question), el('div', { class: 'row' }, go, no)));
    this.confirm.hidden = false;
    this.hold(true);
    no.focus();
  }

  private settle(): void {
    this.confirm.hidden = true;
    this.hold(false);
  }

  /** While a question stands over the dialog, nothing under it can be reached. */
  private hold(still: boolean): void {
    for (const part of this.element.querySelectorAll<HTMLElement>(':scope > :is(.top, .menu, .banner, .body, .bottom)')) part.inert = still;
  }

  // -- language and looks

  translate(): void {
    const { words, language } = this;
    this.element.lang = language;
    this.title.textContent = words.title;
    this.languages.setAttribute('aria-label', words.language);
    this.languages.replaceChildren(...LANGUAGES.map((l) => this.languageButton(l)));
    this.menuButton.setAttribute('aria-label', words.menu);
    this.closeButton.setAttribute('aria-label', words.close);
    this.person.replaceChildren(icon('person'), el('span', {}, words.callPerson));
    this.fillMenu();
    this.view?.translate();
    this.typed(this.view?.draft ?? this.conversation.draft);
    this.state();
  }

  private languageButton(language: Language): HTMLElement {
    const [short, full] = LANGUAGE_NAMES[language];
    const pressed = String(language === this.language);
    return button({ lang: language, 'aria-label': full, title: full, 'aria-pressed': pressed }, () => this.switchTo(language), short);
  }

  private switchTo(language: Language): void {
    this.frame.language = language;
    this.likes = { ...this.likes, language };
    writeLikes(this.likes);
    this.translate();
    this.languages.querySelector<HTMLElement>('[aria-pressed=true]')?.focus();
  }

  // -- focus and screen

  private onEscape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229) return;
    event.stopPropagation();
    if (!this.confirm.hidden) {
      this.settle();
      this.view?.focus();
    } else if (!this.menu.hidden) {
      this.closeMenu();
      this.menuButton.focus();
    } else {
      this.frame.closed();
    }
  }

  /** On a small screen the dialog covers the page, so Tab goes round inside it; beside a page it lets Tab out. */
  private guard(): HTMLElement {
    const guard = el('span', { class: 'guard', tabindex: '-1', 'aria-hidden': 'true' });
    guard.addEventListener('focus', () => {
      const within = this.confirm.hidden ? this.element : this.confirm;
      const buttons = [...within.querySelectorAll<HTMLElement>('button:not(:disabled)')].filter((b) => b.checkVisibility());
      buttons.at(guard === this.element.firstElementChild ? -1 : 0)?.focus();
    });
    return guard;
  }

  /** Fill the small screen, and only the part that the keyboard leaves free. */
  private fit(): void {
    const covers = NARROW.matches;
    const { style } = this.element;
    this.element.classList.toggle('covers', covers);
    this.element.toggleAttribute('aria-modal', false);
    if (covers) this.element.setAttribute('aria-modal', 'true');
    for (const guard of this.element.querySelectorAll<HTMLElement>(':scope > .guard')) guard.tabIndex = covers ? 0 : -1;
    const screen = visualViewport;
    if (!covers || !screen || screen.scale > 1.01) {
      style.removeProperty('height');
      style.removeProperty('top');
      return;
    }
    style.height = `${screen.height}px`;
    style.top = `${screen.offsetTop}px`;
  }
}
