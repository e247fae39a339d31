import { expect, test } from 'vitest';
import manifest from '../../public/app.webmanifest?raw';
import { makeSchil } from '../../schil';

test('the shell is the page and every file that was built, and nothing of the service', () => {
  const { bestanden } = makeSchil(['index.html', 'dienstwerker.js', 'assets/a-1.js'], ['pictogram.svg'], '<p>');
  expect(bestanden).toEqual(['/', '/assets/a-1.js', '/pictogram.svg']);
});

test('every change of a file or of the page is another version, and the same build is the same', () => {
  const versie = (gebouwd: string[], pagina: string): string => makeSchil(gebouwd, [], pagina).versie;
  const eerst = versie(['assets/a-1.js'], '<p>');
  expect(versie(['assets/a-1.js'], '<p>')).toBe(eerst);
  expect(new Set([eerst, versie(['assets/a-2.js'], '<p>'), versie(['assets/a-1.js'], '<b>')]).size).toBe(3);
});

test('the installed app says nowhere what it is', () => {
  const gelezen = JSON.parse(manifest) as Record<string, unknown>;
  expect([gelezen['name'], gelezen['short_name'], gelezen['display'], gelezen['scope']]).toEqual(['Rooster', 'Rooster', 'standalone', '/']);
  expect(manifest).not.toMatch(/crisis|opvang|plaats|shelter|veilig|description|shortcuts/i);
});

const BRONNEN = import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts'], { query: '?raw', import: 'default', eager: true });

test('nothing is ever shown on a lock screen: this page asks for no notifications', () => {
  expect(Object.keys(BRONNEN).length).toBeGreaterThan(100);
  const fout = Object.entries(BRONNEN).filter(([, bron]) => /\bNotification\b\.|new Notification|showNotification|PushManager|pushManager|mediaSession|setAppBadge/.test(bron));
  expect(fout.map(([pad]) => pad)).toEqual([]);
});
