import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { schilPlugin, WERKER } from './schil.ts';
import { themaPlugin } from './thema.ts';
import { vooruitPlugin } from './vooruit.ts';

export default defineConfig({
  plugins: [themaPlugin(), svelte(), svelteTesting(), schilPlugin(), vooruitPlugin()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows fonts and scripts from the own host only, so nothing is inlined as data:.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', dienstwerker: 'src/schil/werker.ts' },
      // The worker keeps its name, because a browser asks for it again by that.
      output: {
        entryFileNames: ({ name }) => (name === 'dienstwerker' ? WERKER : 'assets/[name]-[hash].js'),
        // What the first view needs comes in one file: seventeen small ones cost a phone four more journeys.
        // What several pages share comes in a second one; the map and its page are for few.
        codeSplitting: {
          groups: [
            { name: 'begin', tags: ['$initial'], test: /^(?!.*[\\/]schil[\\/](werker|keuze)\.)/, priority: 2 },
            { name: 'samen', minShareCount: 2, test: /[\\/]src[\\/](?!(landelijk|taal|historie|bewijs)[\\/]|schil[\\/](werker|keuze)\.)/, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    // Tests that draw something ask for jsdom themselves.
    environment: 'node',
    include: ['src/**/*.test.ts'],
    // Style sheets are empty in tests, except the two that a test reads.
    css: { include: [/theme\.css/, /donker\.css/] },
    // A page that is loaded when it is opened is compiled first, which takes a while on a busy machine.
    testTimeout: 20_000,
    restoreMocks: true,
    env: { TZ: 'UTC' },
  },
});
