const rules = new Intl.PluralRules('ru');

/** A count with its word in the right form and a no-break space: counted(2, 'знак', 'знака', 'знаков') → «2 знака». */
export function counted(count: number, one: string, few: string, many: string): string {
  const form = rules.select(count);
  return `${count}\u00a0${form === 'one' ? one : form === 'few' ? few : many}`;
}
