/** Where an organisatie is told outside the screen, and what became of what was sent there. */

export interface Meldadres {
  id: string;
  soort: 'email' | 'webhook';
  adres: string;
  alleenDringend: boolean;
  toegevoegdOp: string;
  revisie: number;
}

/** As it is added: the secret of a webhook is told this once. */
export interface NieuwMeldadres extends Meldadres {
  geheim: string | null;
}

export interface Bezorging {
  id: string;
  meldadres: string;
  adres: string;
  titel: string;
  dringend: boolean;
  status: 'wachtend' | 'bezorgd' | 'onbestelbaar';
  pogingen: number;
  aangemaaktOp: string;
  volgendeOp: string | null;
  bezorgdOp: string | null;
  fout: string | null;
  revisie: number;
}
