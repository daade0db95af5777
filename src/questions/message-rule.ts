import type { Party, QuestionState } from './find.ts';

export type MessageKind = 'question' | 'reply' | 'answer' | 'ask_back';
export type MessageSide = 'family' | 'school';

/** On whose side somebody reads and writes. */
export function sideOf(party: Party): MessageSide {
  return party === 'asker' || party === 'guardian' ? 'family' : 'school';
}

export function sideOfKind(kind: MessageKind): MessageSide {
  return kind === 'question' || kind === 'reply' ? 'family' : 'school';
}

/**
 * What somebody may write into a question (clause 3.1): who asked it replies; who has it, or stands in, answers and
 * asks back; in any state, for a reply opens a closed question again. Parents who look along in what a young child
 * asked, teachers who handed it on and those who oversee write nothing: they were not asked.
 */
export function kindsFor(party: Party): readonly MessageKind[] {
  if (party === 'asker') return ['reply'];
  return party === 'teacher' || party === 'stand_in' ? ['answer', 'ask_back'] : [];
}

/** Whose it is to answer, hand on and publish. */
export function mayAnswer(party: Party): boolean {
  return kindsFor(party).includes('answer');
}

/** Whose turn it is after a message: the teacher's after a family's, the family's where the teacher asked back. */
export function stateAfter(kind: MessageKind): QuestionState {
  if (kind === 'answer') return 'answered';
  return kind === 'ask_back' ? 'asked_back' : 'waiting';
}

/** Who asked, and who has the question or stands in, may end it; what is closed already is not closed again. */
export function mayClose(party: Party, state: QuestionState): boolean {
  return state !== 'closed' && kindsFor(party).length > 0;
}

/** Whose look counts as read: a parent who looks along, or the coordinator, has not read in anybody's place. */
export function marksRead(party: Party): boolean {
  return kindsFor(party).length > 0;
}

interface Remaining<At> {
  side: MessageSide;
  kind: MessageKind;
  at: At;
}

/**
 * How a question stands once a message was withdrawn, from those that are left, oldest first. Where the family's words
 * are the last, it waits since the first of them that came after the school's; where nothing is left, it is closed.
 * What was closed stays so.
 */
export function stateOfRemaining<At>(
  left: readonly Remaining<At>[],
  before: QuestionState,
): { state: QuestionState; waitingSince: At | null } {
  const last = left.at(-1);
  if (last === undefined || before === 'closed') return { state: 'closed', waitingSince: null };
  if (last.side === 'school') return { state: stateAfter(last.kind), waitingSince: null };
  const lastOfSchool = left.findLastIndex((one) => one.side === 'school');
  return { state: 'waiting', waitingSince: left[lastOfSchool + 1]?.at ?? last.at };
}
