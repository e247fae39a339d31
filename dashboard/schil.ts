import { readdirSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Plugin } from 'vite';
import { VOORUIT } from './vooruit.ts';

export const WERKER = 'dienstwerker.js';
const NIET_BEWAARD = new Set([WERKER, 'index.html', VOORUIT]);

/** What the service worker keeps: the page itself, every file that was built, and those that are served as they are. */
export function makeSchil(gebouwd: readonly string[], vast: readonly string[], pagina: string): { versie: string; bestanden: string[] } {
  const bestanden = ['/', ...[...gebouwd, ...vast].filter((naam) => !NIET_BEWAARD.has(naam)).map((naam) => `/${naam}`)].toSorted();
  const versie = bytesToHex(sha256(utf8ToBytes(JSON.stringify([bestanden, pagina])))).slice(0, 16);
  return { versie, bestanden };
}

/** Write into the service worker which files there are; names of built files hold their hash, so every change makes another worker. */
export function schilPlugin(): Plugin {
  return {
    name: 'schil',
    enforce: 'post',
    generateBundle(_, bundel) {
      const werker = bundel[WERKER];
      const pagina = bundel['index.html'];
      if (werker?.type !== 'chunk' || pagina?.type !== 'asset') return this.error('there is no service worker, or no page for it to keep');
      const schil = makeSchil(Object.keys(bundel), readdirSync('public'), String(pagina.source));
      werker.code = werker.code.replace('__SCHIL__', JSON.stringify(schil));
    },
  };
}
