import { parse } from 'svelte/compiler';

/** What a source file says to people: the keys it translates, and the Dutch that it shows without translating. */
export interface Teksten {
  sleutels: string[];
  kaal: string[];
}

type Knoop = Record<string, unknown> & { type: string };

const LETTERS = /\p{L}{2}/u;
/** A sentence, or a word with a capital: not a code, a class or a path. */
const ZIN = /^\p{Lu}\p{Ll}+$|^\p{Lu}\p{Ll}*[ ,:].*|\p{L} .*[.?!:]$/u;
/** Names of keys on a keyboard, and names that are the same in every language. */
const GEEN_TEKST = /^(Enter|Escape|Tab|Home|End|Den Haag|Den Bosch|Rooster|English|Nederlands)$/;
const LEESBAAR = new Set(['aria-label', 'aria-roledescription', 'placeholder', 'title', 'alt']);
const NIET_VOOR_MENSEN = new Set(['class', 'style', 'href', 'src', 'd', 'viewBox']);

/** Read a .svelte or a .ts file. */
export function findTeksten(bestand: string, bron: string): Teksten {
  const svelte = bestand.endsWith('.svelte') ? bron : `<script lang="ts">${bron}\n</script>`;
  const boom = parse(svelte, { modern: true }) as unknown as Knoop;
  const gevonden: Teksten = { sleutels: [], kaal: [] };
  for (const deel of ['module', 'instance']) if (boom[deel]) readCode(boom[deel] as Knoop, gevonden);
  readMarkup(boom['fragment'] as Knoop, gevonden);
  return gevonden;
}

/** Code: literals that look like sentences are faults, unless a translating function gets them. */
function readCode(knoop: Knoop, gevonden: Teksten): void {
  if (takeKeys(knoop, gevonden)) return;
  if (GEEN_ZINNEN.has(knoop.type) || (knoop.type === 'NewExpression' && naam(knoop['callee']) === 'Error')) return;
  if (knoop.type === 'BinaryExpression' && /^[!=]==?$/.test(String(knoop['operator']))) return;
  if (isText(knoop) && ZIN.test(text(knoop)) && !GEEN_TEKST.test(text(knoop))) gevonden.kaal.push(text(knoop));
  for (const kind of children(knoop, knoop.type === 'Property' ? ['key'] : [])) readCode(kind, gevonden);
}

const GEEN_ZINNEN = new Set(['ImportDeclaration', 'TSTypeAliasDeclaration', 'TSInterfaceDeclaration', 'TSTypeAnnotation', 'TSLiteralType']);

/** Markup: every letter that is not in braces is a fault, and so is what a choice between braces shows. */
function readMarkup(knoop: Knoop, gevonden: Teksten): void {
  if (knoop.type === 'RegularElement' && staticAttribute(knoop, 'lang')) return readAttributes(knoop, gevonden);
  if (knoop.type === 'Text' && LETTERS.test(String(knoop['data']))) gevonden.kaal.push(String(knoop['data']).trim());
  else if (knoop.type === 'ExpressionTag') readShown(knoop['expression'] as Knoop, gevonden);
  else if (isElement(knoop)) readAttributes(knoop, gevonden);
  else if (knoop.type === 'ConstTag') return readCode(knoop['declaration'] as Knoop, gevonden);
  else if (takeKeys(knoop, gevonden)) return;
  for (const kind of children(knoop, ['attributes', ...(knoop.type === 'ExpressionTag' ? ['expression'] : [])])) readMarkup(kind, gevonden);
}

function readAttributes(element: Knoop, gevonden: Teksten): void {
  for (const attribuut of (element['attributes'] ?? []) as Knoop[]) {
    const [wat, waarde] = [String(attribuut['name']), attribuut['value']];
    if (attribuut.type !== 'Attribute' || waarde === true || NIET_VOOR_MENSEN.has(wat)) {
      for (const kind of attribuut.type === 'Attribute' ? [] : children(attribuut, [])) readCode(kind, gevonden);
      continue;
    }
    for (const deel of [waarde].flat() as Knoop[]) {
      if (deel.type === 'ExpressionTag') readAttributeCode(deel['expression'] as Knoop, LEESBAAR.has(wat), gevonden);
      else if (isSaid(element, wat, String(deel['data']))) gevonden.kaal.push(`${wat}="${String(deel['data'])}"`);
    }
  }
}

function readAttributeCode(code: Knoop, leesbaar: boolean, gevonden: Teksten): void {
  if (leesbaar) readShown(code, gevonden);
  else readCode(code, gevonden);
}

function isSaid(element: Knoop, wat: string, tekst: string): boolean {
  if (LEESBAAR.has(wat)) return LETTERS.test(tekst);
  return element.type === 'Component' && /^\s*\p{Lu}|\s/u.test(tekst) && LETTERS.test(tekst);
}

/** An expression whose outcome is on screen: any literal that can be the outcome is a fault. */
function readShown(knoop: Knoop, gevonden: Teksten): void {
  if (takeKeys(knoop, gevonden)) return;
  if (isText(knoop)) {
    if (LETTERS.test(text(knoop))) gevonden.kaal.push(text(knoop));
  } else if (knoop.type === 'ConditionalExpression') {
    readCode(knoop['test'] as Knoop, gevonden);
    for (const deel of ['consequent', 'alternate']) readShown(knoop[deel] as Knoop, gevonden);
  } else if (['LogicalExpression', 'TemplateLiteral'].includes(knoop.type) || knoop['operator'] === '+') {
    for (const kind of children(knoop, [])) readShown(kind, gevonden);
  } else {
    readCode(knoop, gevonden);
  }
}

/** The keys of t`...`, aantal(), woordBij() and woordenlijst(). Answers whether it was one of those. */
function takeKeys(knoop: Knoop, gevonden: Teksten): boolean {
  if (knoop.type === 'TaggedTemplateExpression' && naam(knoop['tag']) === 't') {
    const { quasis, expressions } = knoop['quasi'] as { quasis: Knoop[]; expressions: Knoop[] };
    gevonden.sleutels.push(quasis.map(text).reduce((voor, stuk, i) => `${voor}{${i - 1}}${stuk}`));
    for (const kind of expressions) readShown(kind, gevonden);
    return true;
  }
  const functie = knoop.type === 'CallExpression' ? naam(knoop['callee']) : '';
  if ((functie === 'aantal' || functie === 'woordBij') && (knoop['arguments'] as Knoop[]).length === 3) {
    const [n, een, meer] = knoop['arguments'] as [Knoop, Knoop, Knoop];
    readCode(n, gevonden);
    if (isText(een) && isText(meer)) gevonden.sleutels.push(`${text(een)}|${text(meer)}`);
    else gevonden.kaal.push(`${functie}() without two literal words`);
    return true;
  }
  if (functie !== 'woordenlijst') return false;
  takeLeaves((knoop['arguments'] as Knoop[])[0], gevonden);
  return true;
}

function takeLeaves(knoop: Knoop | undefined, gevonden: Teksten): void {
  for (const { value } of (knoop?.['properties'] ?? []) as { value: Knoop }[]) {
    if (isText(value)) gevonden.sleutels.push(text(value));
    else takeLeaves(value, gevonden);
  }
}

function isElement({ type }: Knoop): boolean {
  return ['RegularElement', 'Component', 'SvelteElement', 'SvelteWindow', 'SvelteDocument'].includes(type);
}

function isText(knoop: Knoop): boolean {
  return (knoop.type === 'Literal' && typeof knoop['value'] === 'string') || knoop.type === 'TemplateElement';
}

function text(knoop: Knoop): string {
  const { value } = knoop as { value?: string | { cooked: string } };
  return typeof value === 'string' ? value : (value?.cooked ?? '');
}

function naam(knoop: unknown): string {
  return String((knoop as { name?: string } | undefined)?.name ?? '');
}

function staticAttribute(element: Knoop, wat: string): boolean {
  return ((element['attributes'] ?? []) as Knoop[]).some((attribuut) => attribuut['name'] === wat && Array.isArray(attribuut['value']));
}

function children(knoop: Knoop, zonder: readonly string[]): Knoop[] {
  const delen = Object.entries(knoop).filter(([sleutel]) => !zonder.includes(sleutel) && sleutel !== 'metadata' && sleutel !== 'parent');
  return delen.flatMap(([, waarde]) => [waarde].flat()).filter((kind): kind is Knoop => typeof (kind as Knoop | null)?.type === 'string');
}
