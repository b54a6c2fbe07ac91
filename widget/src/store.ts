import type { Language, Message, Owner } from './types';

/** What outlives a page load: the conversation within this tab's session, and how the citizen likes to read. */

export interface Kept {
  sender: string | null;
  messages: Message[];
  owner: Owner;
  after: string;
  open: boolean;
  draft: string;
}

export interface Likes {
  language?: Language;
  large?: boolean;
  scheme?: 'light' | 'dark';
}

const MOST_MESSAGES = 200;

export function fresh(): Kept {
  return { sender: null, messages: [], owner: 'assistant', after: '', open: false, draft: '' };
}

/** The conversation of one server, in sessionStorage; a private window without storage simply forgets. */
export class Store {
  private readonly key: string;

  constructor(server: string) {
    this.key = `wenguan:${server}`;
  }

  read(): Kept {
    const kept = parsed<Kept>(safely(() => sessionStorage.getItem(this.key)));
    return kept && Array.isArray(kept.messages) ? { ...fresh(), ...kept } : fresh();
  }

  write(kept: Kept): void {
    safely(() => sessionStorage.setItem(this.key, JSON.stringify({ ...kept, messages: kept.messages.slice(-MOST_MESSAGES) })));
  }

  forget(): void {
    safely(() => sessionStorage.removeItem(this.key));
  }
}

export function readLikes(): Likes {
  return parsed<Likes>(safely(() => localStorage.getItem('wenguan:likes'))) ?? {};
}

export function writeLikes(likes: Likes): void {
  safely(() => localStorage.setItem('wenguan:likes', JSON.stringify(likes)));
}

/** Claim a conversation for this tab. A duplicated tab copies sessionStorage; the copy learns here that it must start its own. */
export function claim(sender: string, onTaken: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const tab = uuid();
  const channel = new BroadcastChannel('wenguan');
  channel.onmessage = ({ data }: MessageEvent<{ tab: string; sender: string; taken?: string }>) => {
    if (data.sender !== sender || data.tab === tab) return;
    if (data.taken === tab) onTaken();
    else if (!data.taken) channel.postMessage({ tab, sender, taken: data.tab });
  };
  channel.postMessage({ tab, sender });
  return () => channel.close();
}

function parsed<T>(json: string | null | undefined): T | null {
  if (!json) return null;
  return safely(() => JSON.parse(json) as T) ?? null;
}

function safely<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}

/** A random id; `crypto.randomUUID` exists on secure pages only. */
export function uuid(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
