/** Server text becomes elements here, and nowhere else: paragraphs, lists, bold, links. Markup in the text stays text. */

const PROTOCOLS = new Set(['http:', 'https:', 'tel:']);
const ITEM = /^\s*(?:[•·*-]|\d{1,2}[.、)])\s*(?=\S)/;
const ORDERED = /^\s*\d{1,2}[.、)]/;
const INLINE =
  /\*\*([^*\n]+)\*\*|\[([^\]\n]{1,200})\]\(([^)\s]{1,500})\)|(https?:\/\/[^\s<>"'，。；、）】》]+)|(?<![\d.-]|移民局|NIA )(12367|12345|110|120|0\d{2,3}-\d{7,8})(?![\d-]|\.\d)/g;

/** Return `url` when its protocol is http, https or tel, else null. */
export function safeHref(url: string): string | null {
  try {
    const parsed = new URL(url);
    return PROTOCOLS.has(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** Lay out plain text. Lines that start with a bullet or a number become a list; an empty line ends a paragraph. */
export function richText(text: string): DocumentFragment {
  const out = document.createDocumentFragment();
  let list: HTMLElement | null = null;
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (!line.trim()) {
      list = null;
      continue;
    }
    if (!ITEM.test(line)) {
      list = null;
      out.append(filled('p', line));
      continue;
    }
    const kind = ORDERED.test(line) ? 'ol' : 'ul';
    if (!list || list.localName !== kind) {
      list = document.createElement(kind);
      out.append(list);
    }
    list.append(filled('li', line.replace(ITEM, '')));
  }
  return out;
}

function filled(name: string, line: string): HTMLElement {
  const element = document.createElement(name);
  let from = 0;
  for (const match of line.matchAll(INLINE)) {
    element.append(line.slice(from, match.index), inline(match));
    from = match.index + match[0].length;
  }
  element.append(line.slice(from));
  return element;
}

function inline([whole, bold, label, target, url, phone]: RegExpMatchArray): Node {
  if (bold) {
    const strong = document.createElement('strong');
    strong.textContent = bold;
    return strong;
  }
  const href = safeHref(target ?? url ?? `tel:${phone}`);
  if (!href) return document.createTextNode(whole ?? '');
  const link = document.createElement('a');
  link.href = href;
  link.textContent = label ?? url ?? phone ?? href;
  if (!href.startsWith('tel:')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  return link;
}
