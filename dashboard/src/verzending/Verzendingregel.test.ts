// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { maakVerzending } from '../testgegevens/postvak';
import type { Verzending } from './verzending';
import Verzendingregel from './Verzendingregel.svelte';

test.each<[Partial<Verzending>, string, string]>([
  [{}, 'Wacht op netwerk:', 'Nog niet verstuurd.'],
  [{ geprobeerd: true }, 'Onbekend, wordt gecontroleerd:', 'Er kwam geen antwoord. Dubbel kan niet.'],
  [{ afwijzing: { code: 'x', tekst: 'Iemand anders was eerst.' } }, 'Niet gelukt: Plaats 7QK2: nog steeds vrij, getikt om 21:00.', 'Iemand anders was eerst.'],
  [{ verlopen: true }, 'Niet op tijd verstuurd: Plaats 7QK2: nog steeds vrij, getikt om 21:00.', 'Er was te lang geen netwerk.'],
  [{ verlopen: true, geprobeerd: true }, 'Niet op tijd verstuurd', 'Het is niet zeker of dit is aangekomen.'],
])('%j says %s', (delen, kop, uitleg) => {
  render(Verzendingregel, { verzending: maakVerzending(delen) });
  expect(screen.getByText((tekst) => tekst.startsWith(kop))).toBeTruthy();
  expect(document.body.textContent).toContain(uitleg);
  for (const vals of ['Opgeslagen', 'Geplaatst', 'Gelukt:']) expect(document.body.textContent).not.toContain(vals);
});
