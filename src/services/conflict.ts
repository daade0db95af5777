import type { NoteModel } from '../web/components.ts';
import { chosen, type FormValues } from '../web/form.ts';
import { changesSaid } from './fields.ts';
import type { ServiceRow } from './find.ts';
import { typedOf } from './forms.ts';
import type { ServiceChange } from './queries.ts';
import type { EditChoices } from './to-edit-page.ts';

/**
 * The changes that others made since somebody opened the page: each act on a service adds one to its version
 * and one line to its history. @param changes the history, last first
 */
export function changesSince(
  changes: readonly ServiceChange[],
  service: ServiceRow,
  opened: number,
): readonly ServiceChange[] {
  return changes.slice(0, Math.max(0, service.version - opened));
}

/** What others changed meanwhile, in words, for the one whose save came second. */
export function conflictNote(since: readonly ServiceChange[]): NoteModel {
  return {
    kind: 'warn',
    title: 'Пока вы заполняли форму, сервис изменился',
    text: 'Ничего не потеряно: ниже то, что написали вы, а поля, которых вы не трогали, обновлены. Проверьте и сохраните ещё раз.',
    items: since.flatMap((change) =>
      changesSaid(change.before, change.after).map((said) => ({
        text: `${change.changed_by ?? 'Портал'}. ${said}`,
      })),
    ),
  };
}

/**
 * What was typed, over the service as it is now: a field that this person left as it was when the page was
 * opened takes the value that somebody else gave it meanwhile; what they typed themselves stays.
 */
export function mergeTyped(
  typed: FormValues,
  since: readonly ServiceChange[],
  service: ServiceRow,
  offered: EditChoices,
): FormValues {
  const now = typedOf(service);
  const merged: Record<string, string | readonly string[]> = { ...typed, version: String(service.version) };
  for (const change of since) {
    for (const [name, before] of Object.entries(change.before)) {
      const field = name === 'responsible' || name === 'successor' ? `${name}_id` : name;
      const current = now[field];
      if (current === undefined) continue;
      if (same(typed, field, asTyped(name, before, offered))) merged[field] = current;
    }
  }
  return merged;
}

function asTyped(name: string, before: unknown, offered: EditChoices): readonly string[] {
  const texts = Array.isArray(before) ? before.map(String) : [String(before ?? '')];
  if (name === 'responsible') return [idOf(offered.staff, texts[0])];
  if (name === 'successor') return [idOf(offered.others, texts[0])];
  return texts;
}

function idOf(list: readonly { id: number; name: string }[], name: string | undefined): string {
  return String(list.find((one) => one.name === name)?.id ?? '');
}

function same(typed: FormValues, field: string, before: readonly string[]): boolean {
  const normal = (texts: readonly string[]) =>
    texts
      .flatMap((text) => (field === 'hosts' ? text.split(/\s+/) : [text.replace(/\r\n?/g, '\n').trim()]))
      .filter((text) => text !== '')
      .sort()
      .join('\n');
  return normal(chosen(typed, field)) === normal(before);
}
