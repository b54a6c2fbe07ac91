/* The operator desk: signs in with a token that lives in this tab only, looks for tickets every few seconds, and shows one of them. */

const WORDS = {
  zh: {
    title: '人工服务台', leave: '退出', token: '口令', enter: '登录', tickets: '待办', none: '现在没有人等候。', brief: '摘要', talk: '对话', reply: '答复',
    send: '发送', take: '接手', hand_back: '交还自动问答', close: '结束', feedback: '评价', agent: '坐席', editor: '编辑', useful: '有用', useless: '没用',
    waiting: '等候中', person: '答复中', closed: '已结束', done: '已交还', citizen: '市民', assistant: '自动问答', operator: '工作人员', notice: '通知',
    undelivered: '尚未送达', offline: '连不上服务器，请检查网络。', rest: '网页', wechat: '微信', hotline: '热线', other: 'English',
    'zh-Hans': '简体中文', 'zh-Hant': '繁体中文', en: '英文', silence: '还没有评价。',
    pause: '暂停自动问答', pause_now: '暂停', notice_zh: '中文通知（可不填）', notice_en: '英文通知（可不填）', paused: '自动问答已暂停', resume: '恢复',
  },
  en: {
    title: 'Operator desk', leave: 'Sign out', token: 'Token', enter: 'Sign in', tickets: 'Tickets', none: 'Nobody is waiting.', brief: 'Brief', talk: 'Conversation',
    reply: 'Your answer', send: 'Send', take: 'Take over', hand_back: 'Hand back', close: 'Close', feedback: 'Feedback', agent: 'agent', editor: 'editor',
    useful: 'useful', useless: 'not useful', waiting: 'waiting', person: 'being answered', closed: 'closed', done: 'handed back', citizen: 'Citizen',
    assistant: 'Assistant', operator: 'Staff', notice: 'Notice', undelivered: 'not delivered yet',
    offline: 'The server cannot be reached; check the network.', rest: 'web', wechat: 'WeChat', hotline: 'hotline', other: '中文',
    'zh-Hans': 'simplified Chinese', 'zh-Hant': 'traditional Chinese', en: 'English', silence: 'No feedback yet.',
    pause: 'Pause the assistant', pause_now: 'Pause', notice_zh: 'Notice in Chinese (optional)', notice_en: 'Notice in English (optional)',
    paused: 'The assistant is paused', resume: 'Resume',
  },
};
const POLL_MS = 3000;
const at = (id) => document.getElementById(id);
const state = { token: sessionStorage.getItem('token') ?? '', language: navigator.language.startsWith('zh') ? 'zh' : 'en', open: null, me: null, tickets: [], pause: null, shown: '' };
const word = (key) => WORDS[state.language][key] ?? key;

class Fault extends Error {
  constructor(status, error) {
    super(error?.[state.language] ?? word('offline'));
    this.status = status;
  }
}

async function call(path, body) {
  const options = { headers: { Authorization: `Bearer ${state.token}` } };
  if (body) Object.assign(options, { method: 'POST', body: JSON.stringify(body) });
  const response = await fetch(`/desk/api/${path}`, options).catch(() => null);
  const said = await response?.json().catch(() => null);
  if (!response?.ok) throw new Fault(response?.status, said?.error);
  return said;
}

/** Run what an operator asked for and show why it failed, if it did. */
async function attempt(work) {
  try {
    await work();
    at('fault').textContent = '';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    at('fault').textContent = error.message;
    if (error.status === 401) signOut();
    if (error.status === 404) show(null);
  }
}

function signOut() {
  state.token = '';
  Object.assign(state, { me: null, tickets: [], pause: null });
  at('list').replaceChildren();
  sessionStorage.removeItem('token');
  show(null);
  paint();
}

async function refresh() {
  const { operator, tickets, pause } = await call('tickets');
  Object.assign(state, { me: operator, tickets, pause });
  paint();
  if (state.open) show(await call(`tickets/${state.open}`));
  if (operator.role === 'editor') paintFeedback((await call('feedback')).feedback);
}

async function change(what, body = {}) {
  show(await call(`tickets/${state.open}/${what}`, body));
  await refresh();
}

// -- painting; every word from outside is set as text

function el(tag, text, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

const clock = (seconds) => new Date(seconds * 1000).toLocaleString(state.language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'short', timeStyle: 'short' });

function paint() {
  document.documentElement.lang = state.language === 'zh' ? 'zh-Hans' : 'en';
  document.title = `${word('title')}${state.tickets.length && state.me ? ` (${state.tickets.length})` : ''}`;
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', word(element.dataset.label));
  at('language').textContent = word('other');
  at('language').lang = state.language === 'zh' ? 'en' : 'zh-Hans';
  at('operator').textContent = state.me ? `${state.me.name} · ${word(state.me.role)}` : '';
  at('login').hidden = state.me !== null;
  at('leave').hidden = at('desk').hidden = state.me === null;
  at('feedback').hidden = state.me?.role !== 'editor';
  at('none').hidden = state.tickets.length > 0;
  paintPause();
  const focused = document.activeElement?.dataset?.reference;
  at('tickets').replaceChildren(...state.tickets.map(entry));
  if (focused) document.querySelector(`[data-reference="${focused}"]`)?.focus();
}

/** Redraw only what changed, so that nothing is read out again. */
function paintPause() {
  const { pause } = state;
  at('switch').hidden = pause !== null;
  const drawn = JSON.stringify([state.language, pause]);
  if (at('paused').dataset.drawn === drawn) return;
  at('paused').dataset.drawn = drawn;
  at('paused').replaceChildren();
  if (!pause) return;
  const resume = el('button', word('resume'));
  resume.type = 'button';
  resume.addEventListener('click', () => attempt(() => switchTo('resume')));
  const notice = [...new Set([pause.zh, pause.en])].filter(Boolean).join(' / ');
  at('paused').append(el('span', [word('paused'), pause.operator, clock(pause.at), notice].filter(Boolean).join(' · ')), resume);
}

async function switchTo(what, body = {}) {
  state.pause = (await call(what, body)).pause;
  at('pause').reset();
  at('switch').open = false;
  paint();
  (state.pause ? at('paused').querySelector('button') : at('switch').querySelector('summary')).focus();
}

function entry(ticket) {
  const about = `${word(ticket.state)}${ticket.operator ? ` · ${ticket.operator}` : ''} · ${word(ticket.channel)} · ${clock(ticket.opened_at)}`;
  const button = el('button', '', el('b', ticket.reference), ` ${ticket.question}`, el('small', about));
  button.type = 'button';
  button.dataset.reference = ticket.reference;
  if (ticket.reference === state.open) button.setAttribute('aria-current', 'true');
  button.addEventListener('click', () => attempt(async () => {
    state.open = ticket.reference;
    show(await call(`tickets/${ticket.reference}`));
    paint();
    at('reference').focus();
  }));
  return el('li', '', button);
}

function show(said) {
  at('ticket').hidden = said === null;
  if (said === null) {
    Object.assign(state, { open: null, shown: '' });
    for (const id of ['reference', 'state', 'brief', 'lines']) at(id).replaceChildren();
    return;
  }
  const { ticket, brief, lines } = said;
  const over = ticket.state === 'closed' || ticket.state === 'done';
  const anothers = ticket.operator !== '' && ticket.operator !== state.me?.name;
  at('reference').textContent = ticket.reference;
  at('state').textContent = [word(ticket.state), ticket.operator, word(ticket.channel), word(ticket.language)].filter(Boolean).join(' · ');
  at('brief').replaceChildren(...brief.map((line) => el('li', line)));
  at('answer').hidden = over || anothers || state.me?.role !== 'agent';
  at('take').hidden = ticket.state !== 'waiting';
  const drawn = JSON.stringify([state.language, ticket.reference, lines]);
  if (drawn === state.shown) return;
  state.shown = drawn;
  at('lines').replaceChildren(...lines.map(spoken));
  at('log').scrollTop = at('log').scrollHeight;
}

function spoken(line) {
  const who = [line.name || word(line.author), clock(line.at), line.delivered === false ? word('undelivered') : ''].filter(Boolean).join(' · ');
  const item = el('li', '', el('small', who), el('p', line.text));
  item.className = line.author;
  return item;
}

function paintFeedback(verdicts) {
  at('silence').hidden = verdicts.length > 0;
  at('list').replaceChildren(...verdicts.map((verdict) => {
    const about = [verdict.service, verdict.aspect, verdict.rule_ids, clock(verdict.at)].filter(Boolean).join(' · ');
    return el('li', `${word(verdict.useful ? 'useful' : 'useless')}${verdict.reason ? ` · ${verdict.reason}` : ''}`, el('small', about));
  }));
}

// -- what an operator does

at('login').addEventListener('submit', (event) => {
  event.preventDefault();
  state.token = at('token').value.trim();
  attempt(async () => {
    await refresh();
    sessionStorage.setItem('token', state.token);
    at('token').value = '';
  });
});
at('answer').addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(async () => {
    await change('answer', { text: at('text').value });
    at('text').value = '';
  });
});
at('pause').addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(() => switchTo('pause', { zh: at('zh').value, en: at('en').value }));
});
for (const what of ['take', 'return', 'close']) at(what).addEventListener('click', () => attempt(() => change(what)));
at('leave').addEventListener('click', signOut);
at('language').addEventListener('click', () => {
  state.language = state.language === 'zh' ? 'en' : 'zh';
  state.shown = '';
  paint();
  if (state.me) attempt(refresh);
});
setInterval(() => state.me && !document.hidden && attempt(refresh), POLL_MS);

paint();
if (state.token) attempt(refresh);
