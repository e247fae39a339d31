import { expect, test } from 'vitest';
import { maakLivePlaats } from '../testgegevens/maak';
import { HOUDBAAR } from '../verzending/verzending';
import { nieuweStatus, nogSteeds, vanafNu } from './opdrachten';

const OP = '2026-11-21T20:00:00Z';
const plaats = maakLivePlaats({ revisie: 7 });
const over = { onderwerp: 'plaats', over: 'plaats-1', revisie: 7, houdbaarMs: HOUDBAAR.feit };

test('one tap says what was seen, and when', () => {
  expect(nogSteeds(plaats, OP)).toEqual({
    ...over,
    methode: 'POST',
    pad: '/plaatsen/plaats-1/bevestiging',
    body: { status: 'vrij', waargenomenOp: OP },
    wat: 'Plaats 7QK2: nog steeds vrij',
  });
});

test.each([
  [{ status: 'vrij' }, {}, 'vrij'],
  [{ status: 'bezet' }, { sindsOp: OP }, 'bezet'],
  [{ status: 'buiten_gebruik', reden: 'water' }, { feit: true }, 'buiten gebruik (waterschade)'],
] as const)('two taps say %j from now on, as a fact', (keuze, extra, woorden) => {
  expect(vanafNu(plaats, keuze, OP)).toEqual({
    ...over,
    methode: 'PUT',
    pad: '/plaatsen/plaats-1/status',
    body: { ...keuze, ...extra, waargenomenOp: OP },
    wat: `Plaats 7QK2: ${woorden}`,
  });
});

test('a plan is told as one, and does not wait long', () => {
  const body = { status: 'buiten_gebruik', reden: 'onderhoud', feit: false, vanafOp: '2026-11-22T20:00:00Z' };
  expect(nieuweStatus(plaats, body, OP)).toMatchObject({ wat: 'Plaats 7QK2: plan: buiten gebruik (onderhoud)', houdbaarMs: HOUDBAAR.nu });
});
