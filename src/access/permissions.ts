/**
 * Who may do what: the one list of permissions and the one table from roles to them. A permission is
 * `resource:action`; what may be done to *which* row is decided by the finder beside the permission in a route.
 */
export const permissions = [
  'absence:announce',
  'absence:decide',
  'absence:read',
  'account:edit',
  'answer:publish',
  'answer:read',
  'attachment:read',
  'audit:read',
  'calendar:edit',
  'calendar:read',
  'channel:edit',
  'channel:enter',
  'channel:read',
  'class:read',
  'complaint:decide',
  'complaint:make',
  'complaint:read',
  'concern:decide',
  'concern:read',
  'consultation:book',
  'consultation:enter',
  'consultation:open',
  'consultation:read',
  'engagement:edit',
  'engagement:read',
  'job:read',
  'lesson:announce',
  'lesson:enter',
  'lesson:read',
  'lesson:rearrange',
  'measure:edit',
  'measure:read',
  'notice:mark',
  'notice:read',
  'outcome:read',
  'parents_day:edit',
  'parents_day:read',
  'pulse:answer',
  'pulse:read',
  'question:answer',
  'question:ask',
  'question:read',
  'register:fill',
  'register:read',
  'report:export',
  'report:read',
  'report:submit',
  'review:edit',
  'review:read',
  'service:edit',
  'service:read',
  'settings:edit',
  'settings:read',
  'student:read',
  'survey:answer',
  'survey:edit',
  'survey:read',
  'template:edit',
  'ticket:open',
  'timetable:import',
  'timetable:read',
  'week:read',
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ['coordinator', 'sysadmin', 'teacher', 'student', 'parent'] as const;

export type Role = (typeof roles)[number];

const everybody = [
  'account:edit',
  'channel:enter',
  'class:read',
  'lesson:enter',
  'lesson:read',
  'notice:mark',
  'notice:read',
  'week:read',
] as const satisfies readonly Permission[];

const keepers = [
  'absence:decide',
  'absence:read',
  'concern:decide',
  'concern:read',
  'measure:edit',
  'measure:read',
  'register:fill',
  'register:read',
  'report:export',
  'report:read',
  'review:read',
  'student:read',
] as const satisfies readonly Permission[];

/** Who takes part in lessons and in what is said about them; the technical specialist does not. */
const participants = [
  'answer:read',
  'attachment:read',
  'consultation:enter',
  'consultation:read',
  'outcome:read',
  'parents_day:read',
  'question:read',
] as const satisfies readonly Permission[];

/** Pupils and their guardians. */
const families = [
  'complaint:make',
  'consultation:book',
  'pulse:answer',
  'question:ask',
  'survey:answer',
  'ticket:open',
] as const satisfies readonly Permission[];

/** What each role may do (the order's clause 5: coordinator, technical specialist, teachers). */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  coordinator: [
    ...everybody,
    ...participants,
    ...keepers,
    'answer:publish',
    'audit:read',
    'calendar:edit',
    'calendar:read',
    'channel:edit',
    'channel:read',
    'complaint:decide',
    'complaint:read',
    'engagement:edit',
    'engagement:read',
    'lesson:announce',
    'lesson:rearrange',
    'parents_day:edit',
    'pulse:read',
    'question:answer',
    'report:submit',
    'review:edit',
    'service:edit',
    'service:read',
    'settings:edit',
    'settings:read',
    'survey:edit',
    'survey:read',
    'timetable:import',
    'timetable:read',
  ],
  sysadmin: [
    ...everybody,
    'audit:read',
    'calendar:read',
    'job:read',
    // of measures that were given to them alone: a device is theirs to hand out
    'measure:edit',
    'measure:read',
    'service:read',
    'settings:read',
    'timetable:read',
  ],
  teacher: [
    ...everybody,
    ...participants,
    ...keepers,
    'answer:publish',
    'channel:edit',
    'channel:read',
    'complaint:make',
    'consultation:open',
    'engagement:read',
    'lesson:announce',
    'question:answer',
    'service:read',
    'survey:answer',
    'template:edit',
  ],
  student: [...everybody, ...participants, ...families],
  parent: [...everybody, ...participants, ...families, 'absence:announce', 'absence:read'],
};

/** Roles that are acted in alone: whoever holds one beside others chooses in which they work. */
export const loneRoles: readonly Role[] = ['coordinator', 'sysadmin'];
