/**
 * Who may do what: the one list of permissions and the one table from roles to them. A permission is
 * `resource:action`; what may be done to *which* row is decided by the finder beside the permission in a route.
 */
export const permissions = [
  'absence:announce',
  'absence:decide',
  'absence:read',
  'account:edit',
  'audit:read',
  'calendar:edit',
  'calendar:read',
  'channel:edit',
  'channel:enter',
  'channel:read',
  'class:read',
  'concern:decide',
  'concern:read',
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

/** What each role may do (the order's clause 5: coordinator, technical specialist, teachers). */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  coordinator: [
    ...everybody,
    ...keepers,
    'audit:read',
    'calendar:edit',
    'calendar:read',
    'channel:edit',
    'channel:read',
    'engagement:edit',
    'engagement:read',
    'lesson:announce',
    'lesson:rearrange',
    'report:submit',
    'review:edit',
    'service:edit',
    'service:read',
    'settings:edit',
    'settings:read',
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
    ...keepers,
    'channel:edit',
    'channel:read',
    'engagement:read',
    'lesson:announce',
    'service:read',
  ],
  student: [...everybody, 'ticket:open'],
  parent: [...everybody, 'absence:announce', 'absence:read', 'ticket:open'],
};

/** Roles that are acted in alone: whoever holds one beside others chooses in which they work. */
export const loneRoles: readonly Role[] = ['coordinator', 'sysadmin'];
