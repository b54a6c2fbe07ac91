import type { Answer, Language, Owner, Sheet } from './types';

/** Why a request brought no answer. `say` is the server's own word on it, where it gave one. */
export class Trouble extends Error {
  constructor(
    readonly kind: 'offline' | 'timeout' | 'too_fast' | 'paused' | 'server',
    readonly say: { zh?: string; en?: string } | null = null,
  ) {
    super(kind);
  }
}

export interface OperatorMessage {
  id?: string | number;
  text: string;
  /** A person, or the desk's own words. */
  from?: 'operator' | 'notice';
  at?: number | string;
}

export interface Events {
  messages: OperatorMessage[];
  owner: Owner | null;
}

const GIVE_UP_MS = 90_000;
const SILENT_MS = 8_000;

/** The server's addresses, called from one place. Everything but asking is optional: a server without it answers 404 and the chat goes on. */
export class Api {
  private readonly missing = new Set<string>();

  constructor(private readonly base: string) {}

  /** Ask the server for a conversation id; null when it mints none. */
  async mint(): Promise<string | null> {
    const body = await this.optional('api/session', { method: 'POST' });
    const sender = (body as { sender?: unknown } | null)?.sender;
    return typeof sender === 'string' && sender ? sender : null;
  }

  /** Send one message and return its answers; the list may be empty. Throws Trouble. */
  async ask(sender: string, id: string, message: string, language: Language): Promise<Answer[]> {
    const response = await this.fetch('webhooks/rest/webhook', post({ sender, message, message_id: id, metadata: { language, channel: 'web', message_id: id } }));
    const body: unknown = await response.json().catch(() => null);
    if (Array.isArray(body) && body.length > 0 && (response.ok || response.status === 429)) return body.filter(isAnswer);
    if (response.ok) return [];
    const error = (body as { error?: { code?: string; zh?: string; en?: string } } | null)?.error ?? null;
    const kind = response.status === 429 ? 'too_fast' : error?.code === 'paused' ? 'paused' : 'server';
    throw new Trouble(kind, error);
  }

  async rate(sender: string, messageId: string, useful: boolean, reason?: string): Promise<void> {
    await this.optional('api/feedback', post({ sender, message_id: messageId, useful, ...(reason ? { reason } : {}) }));
  }

  /** Delete a conversation; throws Trouble where it may still be there. */
  async erase(sender: string): Promise<void> {
    const { ok, status } = await this.fetch('api/erase', post({ sender }));
    if (!ok && status !== 404) throw new Trouble('server');
  }

  /** The sheet to print for an answer; null where there is none. */
  async sheet(sender: string, messageId: string): Promise<Sheet | null> {
    const query = new URLSearchParams({ sender, message_id: messageId });
    return ((await this.optional(`api/sheet?${query}`)) as { sheet?: Sheet } | null)?.sheet ?? null;
  }

  /** What a person has written since `after`; null when the server has no people, or cannot be reached now. */
  async events(sender: string, after: string): Promise<Events | null> {
    const query = new URLSearchParams({ sender, after });
    const body = (await this.optional(`api/events?${query}`)) as Partial<Events> | null;
    return body && read(body);
  }

  /**
   * Hear what a person writes as they write it; the browser takes a lost connection up again by itself. `refused` is called where the server has no
   * streams, or something between holds them back: it speaks at once where nothing does. Returns the end of it.
   */
  follow(sender: string, after: string, heard: (events: Events) => void, refused: () => void): () => void {
    const source = new EventSource(new URL(`api/events/stream?${new URLSearchParams({ sender, after })}`, this.base));
    const end = () => {
      clearTimeout(silent);
      source.close();
    };
    const give = () => {
      end();
      refused();
    };
    const silent = setTimeout(give, SILENT_MS);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      clearTimeout(silent);
      heard(read(JSON.parse(data) as Partial<Events>));
    };
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) give();
    };
    return end;
  }

  /** Whether the operator has paused the assistant, with the notice, as the health page tells it. */
  async pause(): Promise<{ paused: boolean; notice: unknown }> {
    const body = (await this.optional('healthz')) as { paused?: boolean; status?: string; notice?: unknown } | null;
    return { paused: body?.paused === true || body?.status === 'paused', notice: body?.notice ?? null };
  }

  get hasEvents(): boolean {
    return !this.missing.has('api/events');
  }

  private async optional(path: string, init?: RequestInit): Promise<unknown> {
    const name = path.split('?')[0] ?? path;
    if (this.missing.has(name)) return null;
    try {
      const response = await this.fetch(path, init);
      if (response.status === 404 || response.status === 405) this.missing.add(name);
      return response.ok || response.status === 503 ? await response.json() : null;
    } catch {
      return null;
    }
  }

  private async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    try {
      return await fetch(new URL(path, this.base), { ...init, credentials: 'same-origin', signal: AbortSignal.timeout(GIVE_UP_MS) });
    } catch (error) {
      throw new Trouble(error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'offline');
    }
  }
}

function read(body: Partial<Events>): Events {
  const messages = Array.isArray(body.messages) ? body.messages.filter((m) => typeof m?.text === 'string') : [];
  return { messages, owner: body.owner ?? null };
}

function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null;
}
