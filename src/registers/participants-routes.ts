import { writeAudit } from '../audit/audit.ts';
import type { Db } from '../db/db.ts';
import { nb } from '../web/dates.ts';
import { type FormBody, readForm, typed } from '../web/form.ts';
import type { Reply } from '../web/reply.ts';
import { allow, post, type Route } from '../web/route.ts';
import { type RegisterRow, registerForActor } from './find.ts';
import { RegisterParams, VersionForm } from './forms.ts';
import { rematch, rowsChosen } from './hand-choices.ts';
import type { NamedPerson, NamedPupil } from './match-names.ts';
import {
  changeParticipants,
  claimList,
  listNamedPupils,
  listParticipants,
  replaceParticipants,
} from './participant-queries.ts';
import { LIST_FIELD, listSaid, listStamp, type ParticipantsInput } from './participants-model.ts';
import { readParticipants } from './read-participants.ts';
import type { RegisterInput } from './register-model.ts';
import {
  filledOf,
  freshContext,
  type RegisterPost,
  refuseFilling,
  registerFacts,
  replyRegister,
} from './register-reply.ts';

const match = post(
  '/lessons/:lessonId/register/participants',
  { policy: allow('register:fill', registerForActor), params: RegisterParams },
  async (context) => {
    const refused = refuseFilling(context);
    if (refused !== null) return refused;
    const { db, subject: register, body } = context;
    const pasted = typed(body, LIST_FIELD);
    const hasList = register.pasted_at !== null;
    const isNew = pasted.trim() !== '' || !hasList;
    const read = readParticipants(pasted);
    if (isNew && !read.ok) return keep(context, { body, error: read.fault }, {}, 422);

    const pupils = await listNamedPupils(db, register.lesson_id);
    await chooseByHand(
      db,
      register,
      body,
      pupils.map((pupil) => pupil.id),
    );
    if (read.ok) await storeList(context, read.names, pupils);
    const fresh = await freshContext(context);
    const rows = await listParticipants(db, register.lesson_id);
    const note = { kind: 'ok', text: nb(listSaid(rows)), link: TO_LIST, live: true } as const;
    return keep(fresh, { body, isMatched: true }, { notes: [note] }, 200);
  },
);

const TO_LIST = { href: '#participants', text: 'Список участников' };

export const participantsRoutes: readonly Route[] = [match];

/**
 * Keeps what the register's form says of the list beside the marks: choices by hand, and a list that was pasted and not
 * yet matched.
 * @param studentIds pupils of the lesson
 * @returns why the list cannot be read, in words; null where nothing is lost
 */
export async function keepList(context: RegisterPost, studentIds: readonly number[]): Promise<string | null> {
  const { db, subject: register, body } = context;
  await chooseByHand(db, register, body, studentIds);
  const pasted = typed(body, LIST_FIELD);
  if (pasted.trim() === '') return null;
  const read = readParticipants(pasted);
  if (!read.ok) return read.fault;
  await storeList(context, read.names, await listNamedPupils(db, register.lesson_id));
  return null;
}

/** Writes what was chosen by hand for names of the list that the form showed; of another list by now, nothing. */
async function chooseByHand(
  tx: Db,
  register: RegisterRow,
  body: FormBody,
  studentIds: readonly number[],
): Promise<void> {
  if (register.pasted_at === null || typed(body, 'list') !== listStamp(register)) return;
  const rows = await listParticipants(tx, register.lesson_id);
  await changeParticipants(tx, register.lesson_id, rowsChosen(body, rows, new Set(studentIds)));
}

async function storeList(
  { db, subject: register, actor, now, requestId }: RegisterPost,
  names: readonly string[],
  pupils: readonly NamedPupil[],
): Promise<void> {
  const lessonId = register.lesson_id;
  await claimList(db, { lessonId, by: actor.personId, at: now });
  const earlier = await listParticipants(db, lessonId);
  const rows = rematch(names, earlier, pupils, register.teachers.map(toNamed));
  await replaceParticipants(db, lessonId, rows);
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'register.participants',
    subjectKind: 'lesson',
    subjectId: lessonId,
    details: { names: rows.length },
    requestId,
    at: now,
  });
}

function toNamed({ family_name, given_name, patronymic }: RegisterRow['teachers'][number]): NamedPerson {
  return { familyName: family_name, givenName: given_name, patronymic, callName: '' };
}

/** The page with the marks as they were filled: this press saves none of them. */
async function keep(
  context: RegisterPost,
  participants: ParticipantsInput,
  input: RegisterInput,
  status: number,
): Promise<Reply> {
  const facts = await registerFacts(context);
  const form = readForm(VersionForm, context.body);
  const version = form.ok ? form.value.version : facts.register.version;
  const filled = filledOf(
    context.body,
    facts.pupils.map((row) => row.student_id),
  );
  const errors = participants.error === undefined ? {} : { [LIST_FIELD]: participants.error };
  const all = { ...input, filled, errors, participants, isKept: true };
  return replyRegister(context, { ...facts, register: { ...facts.register, version } }, all, status);
}
