import { leesMoment, NIETS_INGEVULD, type Ingevuld } from '../onderdelen/velden';
import { t } from '../taal.svelte';
import type { Fout, Plaatsstatus } from '../wire/contract';

export type NieuweStatus = Exclude<Plaatsstatus, 'gereserveerd'>;

/** What somebody fills in to change the status of a place. */
export interface Wijziging {
  status: NieuweStatus | '';
  sinds: Ingevuld;
  reden: string;
  /** 'nu': it is out of use already, a fact. 'plan': it will be, and a plan may be refused. */
  wanneer: '' | 'nu' | 'plan';
  vanaf: Ingevuld;
  tot: Ingevuld;
}

export function legeWijziging(): Wijziging {
  return {
    status: '',
    sinds: { ...NIETS_INGEVULD },
    reden: '',
    wanneer: '',
    vanaf: { ...NIETS_INGEVULD },
    tot: { ...NIETS_INGEVULD },
  };
}

/** The body of PUT /v1/plaatsen/{id}/status, without `waargenomenOp`, or what is missing. */
export function readWijziging(wijziging: Wijziging): { body: Record<string, unknown> } | { fouten: Fout[] } {
  const fouten: Fout[] = [];
  const body: Record<string, unknown> = { status: wijziging.status };
  const moment = (ingevuld: Ingevuld, veld: string): void => {
    const gelezen = leesMoment(ingevuld);
    if ('fout' in gelezen) fouten.push({ veld, fout: gelezen.fout });
    else body[veld] = gelezen.instant;
  };
  if (wijziging.status === '') fouten.push({ veld: 'status', fout: t`Kies wat er nu met de plaats is.` });
  if (wijziging.status === 'bezet') moment(wijziging.sinds, 'sindsOp');
  if (wijziging.status === 'buiten_gebruik') {
    if (wijziging.reden) body['reden'] = wijziging.reden;
    else fouten.push({ veld: 'reden', fout: t`Kies waarom de plaats buiten gebruik is.` });
    if (wijziging.wanneer) body['feit'] = wijziging.wanneer === 'nu';
    else fouten.push({ veld: 'feit', fout: t`Kies of de plaats nu al onbruikbaar is.` });
    if (wijziging.wanneer === 'plan') moment(wijziging.vanaf, 'vanafOp');
    if (wijziging.tot.datum || wijziging.tot.tijd) moment(wijziging.tot, 'verwachtTotOp');
  }
  return fouten.length ? { fouten } : { body };
}
