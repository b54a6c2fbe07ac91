/** The page works without the chat: its buttons and its form open the chat where it is there. */

interface Chat extends HTMLElement {
  ask?(question: string): Promise<void>;
}

async function ask(question: string): Promise<void> {
  await customElements.whenDefined('wenguan-chat');
  await document.querySelector<Chat>('wenguan-chat')?.ask?.(question);
}

for (const button of document.querySelectorAll<HTMLElement>('[data-ask]')) {
  button.addEventListener('click', () => void ask(button.dataset['ask'] ?? ''));
}

document.querySelector<HTMLFormElement>('[data-ask-form]')?.addEventListener('submit', (event) => {
  event.preventDefault();
  const input = (event.currentTarget as HTMLFormElement).querySelector('input');
  const question = input?.value.trim();
  if (!input || !question) return input?.focus();
  input.value = '';
  void ask(question);
});

export {};
