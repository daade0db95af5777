/** A name as it is compared: no difference of case, ё and е, blanks at the ends and doubled blanks. */
export function nameKey(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase().replaceAll('ё', 'е');
}
