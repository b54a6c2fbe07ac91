import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Plugin } from 'vite';

const PAIR = /\{\{(.+?) \| (.+?)\}\}/gs;

/** One template, two pages: `{{中文 | English}}` in index.html is the first in index.html itself and the second in en.html. */
export function bilingual(): Plugin {
  return {
    name: 'bilingual',
    transformIndexHtml: {
      order: 'pre',
      handler: (_, { filename }) => {
        const template = readFileSync(resolve(dirname(filename), 'index.html'), 'utf-8');
        const page = template.replace(PAIR, basename(filename) === 'en.html' ? '$2' : '$1');
        if (page.includes('{{') || page.includes('}}')) throw new Error('index.html: write a text in both languages as {{中文 | English}}.');
        return page;
      },
    },
  };
}
