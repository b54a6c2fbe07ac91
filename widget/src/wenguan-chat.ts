import { accent } from './color';
import { button, el, icon } from './dom';
import type { Panel } from './panel';
import { readLikes, Store, type Likes } from './store';
import widgetStyle from './widget.css?inline';
import type { Language } from './types';
import { readLanguage, WORDS } from './words';

/**
 * `<wenguan-chat server="https://host/" language="zh-Hans" position="right" theme-color="#1f5fa8">`
 *
 * A button in the corner of the page. The conversation, and deep-chat with it, is fetched when the button is pressed.
 * All attributes are optional: the server is where this file came from, the language that of the page.
 */
export class WenguanChat extends HTMLElement {
  static readonly observedAttributes = ['language', 'position', 'theme-color'];

  private readonly root = this.attachShadow({ mode: 'open' });
  private readonly launcher = button({ class: 'launcher', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' }, () => void this.toggle());
  private readonly corner = el('aside');
  private readonly trouble = el('p', { class: 'load-trouble', role: 'alert' });
  private readonly darkSystem = matchMedia('(prefers-color-scheme: dark)');
  private likes: Likes = readLikes();
  private panel: Panel | null = null;
  private loading: Promise<Panel> | null = null;
  private chosen: Language | null = null;

  connectedCallback(): void {
    this.chosen = this.likes.language ?? null;
    this.root.replaceChildren(el('style', {}, widgetStyle), this.corner);
    this.corner.append(this.launcher, this.trouble);
    this.darkSystem.addEventListener('change', this.onScheme);
    this.restyle(this.likes);
    this.relabel();
    if (new Store(this.server).read().open) void this.open();
  }

  disconnectedCallback(): void {
    this.darkSystem.removeEventListener('change', this.onScheme);
    this.panel?.stop();
    this.panel = this.loading = null;
  }

  attributeChangedCallback(name: string): void {
    if (!this.isConnected) return;
    if (name === 'language') this.chosen = null;
    this.restyle(this.likes);
    this.relabel();
    this.panel?.translate();
  }

  /** Open the chat and put the cursor into it. */
  async open(): Promise<void> {
    this.launcher.setAttribute('aria-busy', 'true');
    this.trouble.textContent = '';
    try {
      const panel = await this.load();
      panel.open();
      this.launcher.setAttribute('aria-expanded', 'true');
      this.toggleAttribute('open', true);
    } catch {
      this.loading = null;
      this.trouble.textContent = WORDS[this.language].loadFailed;
    } finally {
      this.launcher.removeAttribute('aria-busy');
    }
  }

  close(): void {
    this.panel?.close();
    this.launcher.setAttribute('aria-expanded', 'false');
    this.toggleAttribute('open', false);
    this.launcher.focus();
  }

  /** Open the chat and ask `question`. */
  async ask(question: string): Promise<void> {
    await this.open();
    this.panel?.ask(question);
  }

  get server(): string {
    return new URL(this.getAttribute('server') || '.', this.getAttribute('server') ? document.baseURI : import.meta.url).href.replace(/\/*$/, '/');
  }

  get language(): Language {
    return this.chosen ?? readLanguage(this.getAttribute('language')) ?? readLanguage(document.documentElement.lang) ?? readLanguage(navigator.language) ?? 'zh-Hans';
  }

  set language(language: Language) {
    this.chosen = language;
    this.relabel();
  }

  private async load(): Promise<Panel> {
    const frame = {
      host: this as HTMLElement,
      server: this.server,
      closed: () => this.close(),
      unread: (on: boolean) => this.markUnread(on),
      restyle: (likes: Likes) => this.restyle(likes),
    };
    Object.defineProperty(frame, 'language', { get: () => this.language, set: (language: Language) => (this.language = language) });
    this.loading ??= import('./panel').then(({ Panel: made }) => made.create(frame as typeof frame & { language: Language }, this.root));
    this.panel = await this.loading;
    return this.panel;
  }

  private async toggle(): Promise<void> {
    if (this.hasAttribute('open')) this.close();
    else await this.open();
  }

  private markUnread(on: boolean): void {
    this.toggleAttribute('unread', on);
    this.relabel();
  }

  private relabel(): void {
    const words = WORDS[this.language];
    this.launcher.replaceChildren(icon('ask'), el('span', {}, words.launcher));
    this.launcher.setAttribute('aria-label', `${words.launcher} · ${this.hasAttribute('unread') ? words.newReply : words.launcherLabel}`);
    this.corner.setAttribute('aria-label', words.title);
    this.corner.lang = this.launcher.lang = this.language;
  }

  private readonly onScheme = (): void => this.restyle(this.likes);

  private restyle(likes: Likes): void {
    this.likes = likes;
    const scheme = likes.scheme ?? (this.darkSystem.matches ? 'dark' : 'light');
    this.dataset['scheme'] = scheme;
    this.toggleAttribute('large', Boolean(likes.large));
    const colour = accent(this.getAttribute('theme-color'));
    if (colour) this.style.setProperty('--wg-accent', colour[scheme]);
    else this.style.removeProperty('--wg-accent');
  }
}

if (!customElements.get('wenguan-chat')) customElements.define('wenguan-chat', WenguanChat);

export { redact } from './redact';
export { safeHref } from './richtext';
