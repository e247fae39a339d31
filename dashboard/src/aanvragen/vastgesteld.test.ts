import { expect, test } from 'vitest';
import { leesMoment } from '../onderdelen/velden';
import { uiterlijk, vulIn } from './vastgesteld';

test('an instant is filled in to the minute before it', () => {
  expect(vulIn(Date.parse('2026-11-21T01:10:59Z'))).toEqual({ datum: '2026-11-21', tijd: '02:10', tweede: false });
});

test.each(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-03-29T01:00:00Z'])(
  'what is filled in reads back as the same instant on a night that the clock changes: %s',
  (instant) => expect(leesMoment(vulIn(Date.parse(instant)))).toEqual({ instant }),
);

test('the deadline is in elapsed hours, also over a clock change', () => {
  expect(uiterlijk('2026-10-24T12:00:00Z', 24)).toBe('2026-10-25T12:00:00.000Z');
});
