import { place } from './card';
import { el } from './dom';
import { richText } from './richtext';
import sheetStyle from './sheet.css?inline';
import type { Bilingual, Citation, Message, Sheet } from './types';
import { day, languageOf, WORDS } from './words';

const PAGE_HEIGHT = 1000;
const SIZES = [10.5, 9.5, 8.5, 7.5, 6.5];

const LABELS: Record<'papers' | 'fee' | 'place' | 'time', Bilingual> = {
  papers: { zh: '申请材料', en: 'Papers to bring' },
  fee: { zh: '费用', en: 'Fee' },
  place: { zh: '办理地点', en: 'Where' },
  time: { zh: '办理时间', en: 'How long' },
};

/** Print an answer as one page for the counter: Chinese and English side by side where the server gave both. */
export function printSheet(message: Message): void {
  document.querySelector('wenguan-sheet')?.remove();
  const host = document.createElement('wenguan-sheet');
  const root = host.attachShadow({ mode: 'open' });
  const page = sheetPage(message);
  root.append(el('style', {}, sheetStyle), page);
  const outside = el('style', { class: 'wenguan-print' }, '@media print { @page { size: A4; margin: 12mm } body > :not(wenguan-sheet) { display: none !important } }');
  document.querySelector('style.wenguan-print')?.remove();
  document.head.append(outside);
  document.body.append(host);
  fit(page);
  addEventListener(
    'afterprint',
    () => {
      host.remove();
      outside.remove();
    },
    { once: true },
  );
  window.print();
}

/** Take the largest print that leaves everything on one page. */
function fit(page: HTMLElement): void {
  for (const size of SIZES) {
    page.style.fontSize = `${size}pt`;
    if (page.scrollHeight <= PAGE_HEIGHT) return;
  }
}

function sheetPage(message: Message): HTMLElement {
  const sheet = message.custom?.sheet;
  return el(
    'main',
    { class: 'sheet' },
    ...(sheet ? bilingual(sheet) : single(message)),
    sources(sheet?.citations ?? message.custom?.citations ?? [], message),
    foot(),
  );
}

function bilingual(sheet: Sheet): HTMLElement[] {
  const rows = (['papers', 'fee', 'place', 'time'] as const).filter((key) => sheet[key]?.length);
  return [
    heading(sheet.title),
    el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col', lang: 'zh-Hans' }, '中文'), el('th', { scope: 'col', lang: 'en' }, 'English'))), ...rows.map((key) => section(LABELS[key], sheet[key] ?? [], key === 'papers'))),
  ];
}

function section(label: Bilingual, entries: readonly Bilingual[], boxes: boolean): HTMLElement {
  const box = boxes ? '☐ ' : '';
  const group = el('tr', { class: 'group' }, el('th', { scope: 'colgroup', lang: 'zh-Hans' }, label.zh), el('th', { scope: 'colgroup', lang: 'en' }, label.en));
  const rows = entries.map((e) => el('tr', { class: boxes ? 'box' : null }, el('td', { lang: 'zh-Hans' }, box + e.zh), el('td', { lang: 'en' }, box + e.en)));
  return el('tbody', {}, group, ...rows);
}

function single(message: Message): HTMLElement[] {
  return [heading({ zh: '办事单', en: 'Counter sheet' }), el('div', { class: 'answer', lang: message.language }, richText(message.text))];
}

function heading(title: Bilingual): HTMLElement {
  const plain = title.zh === '办事单';
  return el(
    'header',
    {},
    el('p', { class: 'kind' }, el('span', { lang: 'zh-Hans' }, '问关'), ' ', el('span', { lang: 'en' }, 'Wenguan'), plain ? '' : ' · 办事单 Counter sheet'),
    el('h1', {}, el('span', { lang: 'zh-Hans' }, title.zh), el('span', { lang: 'en' }, title.en)),
  );
}

/** One entry a document, with all its sections. */
function sources(citations: readonly Citation[], message: Message): HTMLElement | null {
  const documents = new Map<string, Citation[]>();
  for (const c of citations) documents.set(c.title, [...(documents.get(c.title) ?? []), c]);
  const entries = [...documents].map(([title, cited]) => {
    const language = languageOf(title, message.language);
    const section = cited.flatMap((c) => c.section ?? []).join(language === 'en' ? '; ' : '、');
    const from = cited[0]?.in_force_from;
    const since = from ? (language === 'en' ? ` (in force since ${day(from, 'en')})` : `（${day(from, language)}${WORDS[language].inForce}）`) : '';
    return el('li', { lang: language }, `${place({ title, section }, language)}${since}`);
  });
  return entries.length ? el('section', { class: 'sources' }, el('h2', {}, '出处 Source'), el('ul', {}, ...entries)) : null;
}

function foot(): HTMLElement {
  const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
  return el(
    'footer',
    {},
    el('p', { lang: 'zh-Hans' }, `${WORDS['zh-Hans'].notDecision}以受理窗口答复为准。咨询电话 12367。打印日期：${day(today, 'zh-Hans')}`),
    el('p', { lang: 'en' }, `${WORDS.en.notDecision} The counter has the last word. Service line 12367. Printed on ${day(today, 'en')}.`),
  );
}
