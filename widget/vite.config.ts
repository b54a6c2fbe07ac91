import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { bilingual } from './bilingual.ts';

const here = import.meta.dirname;

// Two things are built at once: the page (plain HTML, its own CSS) and `wenguan-chat.js`, whose name never changes so that other sites can embed it.
// deep-chat stays a chunk of its own, fetched when the chat is opened.
export default defineConfig({
  root: resolve(here, 'page'),
  base: './',
  plugins: [bilingual()],
  build: {
    outDir: resolve(here, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    license: { fileName: 'licenses.md' },
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 500,
    rolldownOptions: {
      preserveEntrySignatures: 'allow-extension',
      input: {
        index: resolve(here, 'page/index.html'),
        en: resolve(here, 'page/en.html'),
        'wenguan-chat': resolve(here, 'src/wenguan-chat.ts'),
      },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'wenguan-chat' ? '[name].js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        codeSplitting: { groups: [{ name: 'deep-chat', test: /node_modules[\\/]deep-chat/ }] },
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
