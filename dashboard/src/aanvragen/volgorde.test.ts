import { expect, test } from 'vitest';
import { maakAanvraag } from '../testgegevens/maak';
import { isOpen, opVolgorde } from './volgorde';

test('the most urgent open aanvraag comes first, closed ones last with the newest first', () => {
  const uit = opVolgorde([
    maakAanvraag({ id: 'oud', status: 'beeindigd', deadlineOp: '2026-11-01T00:00:00Z' }),
    maakAanvraag({ id: 'ruim', status: 'bevestigd', deadlineOp: '2026-11-23T00:00:00Z' }),
    maakAanvraag({ id: 'net', status: 'aangekomen', deadlineOp: '2026-11-20T00:00:00Z' }),
    maakAanvraag({ id: 'krap', status: 'zonder_plaats', deadlineOp: '2026-11-22T00:00:00Z' }),
  ]);
  expect(uit.map(({ id }) => id)).toEqual(['krap', 'ruim', 'net', 'oud']);
});

test('the clock of somebody who did not turn up keeps running', () => {
  expect(isOpen(maakAanvraag({ status: 'niet_verschenen' }))).toBe(true);
  expect(isOpen(maakAanvraag({ status: 'aangekomen' }))).toBe(false);
  expect(isOpen(maakAanvraag({ status: 'ingetrokken' }))).toBe(false);
});
