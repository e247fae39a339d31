/** The ages of children, each with a button: below 18 somebody is a child. */
export const LEEFTIJDEN: readonly number[] = Array.from({ length: 18 }, (_, leeftijd) => leeftijd);

/** What has been typed after one more figure: the age it points at. "1" and then "2" is 12, "2" and then "4" is 4. */
export function typLeeftijd(getypt: string, cijfer: string): string {
  return Number(getypt + cijfer) < LEEFTIJDEN.length && getypt !== '0' ? getypt + cijfer : cijfer;
}

/** Where an arrow, Home or End leads from an age; null when the key leads nowhere. */
export function stapLeeftijd(leeftijd: number, toets: string): number | null {
  const laatste = LEEFTIJDEN.length - 1;
  const naar: Record<string, number> = {
    ArrowRight: leeftijd + 1,
    ArrowDown: leeftijd + 1,
    ArrowLeft: leeftijd - 1,
    ArrowUp: leeftijd - 1,
    Home: 0,
    End: laatste,
  };
  const doel = naar[toets];
  return doel === undefined ? null : Math.min(laatste, Math.max(0, doel));
}
