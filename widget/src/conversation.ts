import { Trouble, type Api, type Events, type OperatorMessage } from './api';
import { redact } from './redact';
import { claim, fresh, type Kept, type Store, uuid } from './store';
import type { Answer, Language, Machine, Message, Owner } from './types';
import { languageOf, type Words } from './words';

const STILL_MS = 6_000;
const LATE_MS = 20_000;
const POLL_MS = 4_000;
const PAUSE_CHECK_MS = 30_000;
const MOST_CHARACTERS = 600;
/** What the server takes for leaving a person, in every language of the page. */
const LEAVE = '回到自动问答';

export type Waiting = 'thinking' | 'still' | null;

/** What the view must know: a message came, one changed, all changed, or only the state around them did. */
export interface Listener {
  added(message: Message): void;
  changed(message: Message): void;
  reset(): void;
  state(): void;
}

/** One conversation: what was said, who answers, and whether an answer is under way. Knows no element. */
export class Conversation {
  waiting: Waiting = null;
  online = navigator.onLine;
  paused = false;
  notice: Machine['notice'] = null;

  private kept: Kept;
  private readonly answered = new Set<string>();
  private asked: Message | null = null;
  private release: () => void = () => undefined;
  private poll = 0;
  private following: (() => void) | null = null;
  private streams = true;
  private closing = new AbortController();

  constructor(
    private readonly api: Api,
    private readonly store: Store,
    private readonly language: () => Language,
    private readonly listener: Listener,
  ) {
    this.kept = store.read();
    if (this.kept.sender) this.hold(this.kept.sender);
    const { signal } = this.closing;
    addEventListener('online', () => this.connection(true), { signal });
    addEventListener('offline', () => this.connection(false), { signal });
    document.addEventListener('visibilitychange', () => this.listen(), { signal });
    if (this.kept.messages.length > 0) this.listen(true);
    void this.checkPause();
  }

  stop(): void {
    this.closing.abort();
    clearTimeout(this.poll);
    this.unfollow();
    this.release();
  }

  get messages(): readonly Message[] {
    return this.kept.messages;
  }

  get owner(): Owner {
    return this.kept.owner;
  }

  /** A person answers, or is to. */
  get awaited(): boolean {
    return this.owner === 'waiting' || this.owner === 'person';
  }

  /** A pause of the assistant leaves a person's conversation open. */
  get closed(): boolean {
    return this.paused && !this.awaited;
  }

  get busy(): boolean {
    return this.waiting !== null;
  }

  get draft(): string {
    return this.kept.draft;
  }

  set draft(text: string) {
    this.kept.draft = text;
    this.save();
  }

  /** The answer that a print is about: the newest one that carries a sheet or a source, else the newest. */
  get lastAnswer(): Message | null {
    const answers = this.messages.filter((m) => m.role === 'assistant');
    return answers.findLast((m) => m.custom?.sheet ?? m.custom?.citations?.length) ?? answers.at(-1) ?? null;
  }

  isLast(message: Message): boolean {
    return this.messages.at(-1)?.id === message.id;
  }

  /** Ask. Personal numbers are masked before anything is kept or sent. Returns false when nothing was taken. */
  send(text: string, payload?: string): boolean {
    const trimmed = text.trim().slice(0, MOST_CHARACTERS);
    if (!trimmed || this.busy || this.closed || !this.online) return false;
    const { text: shown, kinds } = redact(trimmed);
    const message: Message = { id: uuid(), role: 'user', text: shown, at: Date.now(), language: languageOf(shown, this.language()) };
    if (payload && payload !== text) message.payload = payload;
    if (kinds.length > 0) message.masked = kinds;
    this.kept.draft = '';
    this.add(message);
    void this.exchange(message);
    return true;
  }

  /** Send a question again under its old id, so that the server can tell a repeat. */
  resend(message: Message): void {
    if (this.busy || this.closed || !this.online) return;
    void this.exchange(message);
  }

  rate(message: Message, useful: boolean, reason?: string): void {
    message.rated = useful ? 'useful' : 'not_useful';
    this.update(message);
    if (this.kept.sender) void this.api.rate(this.kept.sender, message.custom?.message_id ?? message.id, useful, reason && redact(reason).text);
  }

  /** Return an answer with what is to be printed for it as things stand; as it is where there is no more. */
  async prepare(message: Message): Promise<Message> {
    const { custom } = message;
    if (!custom?.service || !custom.message_id || !this.kept.sender) return message;
    const sheet = await this.api.sheet(this.kept.sender, custom.message_id);
    return sheet ? { ...message, custom: { ...custom, sheet } } : message;
  }

  /** Start over by the citizen's wish: a person who answers, or is awaited, is let go, so that nobody writes to an empty page. */
  startOver(): void {
    if (this.awaited && this.kept.sender) void this.api.ask(this.kept.sender, uuid(), LEAVE, this.language()).catch(() => undefined);
    this.restart();
  }

  /** Leave this conversation and begin another under a new id. */
  restart(): void {
    this.release();
    clearTimeout(this.poll);
    this.unfollow();
    this.waiting = null;
    this.notice = null;
    this.kept = { ...fresh(), open: this.kept.open };
    this.save();
    this.listener.reset();
    this.listener.state();
  }

  /** Delete the conversation on the server and here; one that could not be deleted there stays here too, so that it can be tried again. */
  async erase(): Promise<boolean> {
    const { sender } = this.kept;
    try {
      if (sender) await this.api.erase(sender);
    } catch {
      this.say('notErased');
      return false;
    }
    this.store.forget();
    this.restart();
    return true;
  }

  async checkPause(): Promise<void> {
    const { paused, notice } = await this.api.pause();
    this.pause(paused, notice as Machine['notice']);
  }

  private pause(paused: boolean, notice: Machine['notice']): void {
    if (paused || this.paused) this.notice = paused ? notice : null;
    this.paused = paused;
    if (paused && !this.closing.signal.aborted) setTimeout(() => void this.checkPause(), PAUSE_CHECK_MS);
    this.listener.state();
  }

  // -- one turn

  private async exchange(message: Message): Promise<void> {
    delete message.state;
    this.update(message);
    this.asked = message;
    this.wait(message, 'thinking');
    const { kept } = this;
    const still = setTimeout(() => this.wait(message, 'still'), STILL_MS);
    const late = setTimeout(() => this.busy && this.asked === message && this.settle(message, 'late'), LATE_MS);
    try {
      const sender = await this.sender();
      const answers = await this.api.ask(sender, message.id, message.payload ?? message.text, this.language());
      if (kept === this.kept) this.receive(message, answers);
    } catch (error) {
      if (kept === this.kept) this.stumble(message, error);
    } finally {
      clearTimeout(still);
      clearTimeout(late);
    }
  }

  private receive(message: Message, answers: readonly Answer[]): void {
    if (this.answered.has(message.id)) return;
    this.answered.add(message.id);
    this.settle(message);
    const said = answers.filter((a) => a.text?.trim() || a.buttons?.length);
    for (const answer of said) this.add(this.read(answer));
    const last = answers.at(-1)?.custom;
    const silent = ['waiting', 'person'].includes(last?.owner ?? this.owner);
    if (said.length === 0 && !silent) this.say('empty');
    if (last?.status === 'paused') this.pause(true, last.notice);
    if (last?.owner) this.own(last.owner);
    this.listener.state();
    if (last?.status === 'handoff' || this.owner !== 'assistant') this.listen(true);
  }

  private read(answer: Answer): Message {
    const text = answer.text?.trim() ?? '';
    const { custom } = answer;
    this.notice = custom?.notice ?? null;
    const message: Message = { id: uuid(), role: 'assistant', text, at: Date.now(), language: custom?.language ?? languageOf(text, this.language()) };
    if (custom) message.custom = custom;
    const choices = answer.buttons?.filter((b) => typeof b?.title === 'string' && typeof b?.payload === 'string');
    if (choices?.length) message.choices = choices;
    return message;
  }

  private stumble(message: Message, error: unknown): void {
    if (this.answered.has(message.id)) return;
    const trouble = error instanceof Trouble ? error : new Trouble('server');
    if (trouble.kind === 'paused') this.pause(true, trouble.say);
    const unsent = trouble.kind === 'offline' || trouble.kind === 'paused';
    this.settle(message, unsent ? 'unsent' : 'failed');
    if (unsent) return;
    const said = trouble.say && (this.language() === 'en' ? trouble.say.en : trouble.say.zh);
    if (said) this.add({ id: uuid(), role: 'notice', text: said, at: Date.now(), language: languageOf(said, this.language()) });
    else this.say(trouble.kind === 'too_fast' ? 'tooFast' : 'failed');
  }

  /** End the waiting for `message`; an answer that comes later is still taken. */
  private settle(message: Message, state?: Message['state']): void {
    if (state) message.state = state;
    else delete message.state;
    this.wait(message, null);
    this.update(message);
  }

  /** Set what is awaited for `message`; a late answer to an older question does not end the waiting for the newest. */
  private wait(message: Message, waiting: Waiting): void {
    if (this.asked !== message || (waiting === 'still' && !this.busy)) return;
    this.waiting = waiting;
    this.listener.state();
  }

  private say(word: keyof Words): void {
    this.add({ id: uuid(), role: 'notice', text: '', word, at: Date.now(), language: this.language() });
  }

  private add(message: Message): void {
    const before = this.kept.messages.at(-1);
    this.kept.messages.push(message);
    this.save();
    if (before) this.listener.changed(before);
    this.listener.added(message);
  }

  private update(message: Message): void {
    this.save();
    this.listener.changed(message);
  }

  // -- who is there

  private async sender(): Promise<string> {
    if (!this.kept.sender) {
      const { kept } = this;
      kept.sender = (await this.api.mint()) ?? uuid();
      if (kept === this.kept) this.hold(kept.sender);
      this.save();
    }
    return this.kept.sender ?? uuid();
  }

  private hold(sender: string): void {
    this.release();
    this.release = claim(sender, () => this.restart());
  }

  private own(owner: Owner): void {
    if (owner === this.kept.owner) return;
    this.kept.owner = owner;
    this.save();
    this.listener.state();
  }

  private connection(online: boolean): void {
    this.online = online;
    this.listener.state();
    if (online) this.listen();
  }

  /** Hear what a person writes while one owns the conversation or is awaited: by a stream, else by asking again and again. `now` asks at once. */
  private listen(now = false): void {
    clearTimeout(this.poll);
    const { awaited } = this;
    const quiet = this.closing.signal.aborted || document.hidden || !this.api.hasEvents;
    if (quiet || !awaited) this.unfollow();
    if (quiet || this.following || !(now || awaited)) return;
    if (awaited && this.streams && this.kept.sender) this.follow(this.kept.sender);
    else this.poll = window.setTimeout(() => void this.fetchEvents(), now ? 0 : POLL_MS);
  }

  private follow(sender: string): void {
    const { kept } = this;
    const refused = () => {
      this.streams = false;
      this.following = null;
      this.listen(true);
    };
    this.following = this.api.follow(sender, kept.after, (events) => kept === this.kept && this.take(events), refused);
  }

  private unfollow(): void {
    this.following?.();
    this.following = null;
  }

  private async fetchEvents(): Promise<void> {
    const { kept } = this;
    if (!kept.sender) return;
    const events = await this.api.events(kept.sender, kept.after);
    if (kept !== this.kept) return;
    if (events) this.take(events);
    else this.listen();
  }

  private take({ messages, owner }: Events): void {
    if (owner) this.own(owner);
    for (const written of messages) this.hear(written);
    this.listen();
  }

  private hear(written: OperatorMessage): void {
    const id = `staff-${written.id ?? `${written.at}-${written.text}`}`;
    this.kept.after = String(written.id ?? written.at ?? this.kept.after);
    if (this.messages.some((m) => m.id === id)) return;
    this.add({ id, role: written.from === 'notice' ? 'notice' : 'person', text: written.text, at: Date.now(), language: languageOf(written.text, this.language()) });
  }

  keepOpen(open: boolean): void {
    this.kept.open = open;
    this.save();
  }

  private save(): void {
    this.store.write(this.kept);
  }
}
