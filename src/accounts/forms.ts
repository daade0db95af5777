import * as z from 'zod';

const last = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);

/** Text that comes through exactly as it was typed, blanks at the ends and all; missing is empty. */
const asTyped = z.preprocess((value) => last(value) ?? '', z.string());

const login = z.preprocess(
  (value) => last(value) ?? '',
  z.string().trim().min(1, 'Введите логин').max(100, 'Такого длинного логина не бывает'),
);

/** `kept` is a form that came after its session had ended, as one text; `to` the page that was asked for. */
export const SignInForm = z.object({
  login,
  password: asTyped.pipe(z.string().min(1, 'Введите пароль')),
  to: asTyped,
  kept: asTyped,
});

export const ActivationForm = z.object({
  login,
  code: asTyped.pipe(z.string().trim().min(1, 'Введите код с листка')),
});

/** A password of one's own, typed twice; or, for young pupils, the phrase that the portal drew. */
export const NewPasswordForm = z.object({ password: asTyped, repeated: asTyped, phrase: asTyped });

export const ChangePasswordForm = z.object({
  present: asTyped.pipe(z.string().min(1, 'Введите пароль, с которым входите сейчас')),
  password: asTyped,
  repeated: asTyped,
});

export const ActingRoleForm = z.object({
  role: z.preprocess(last, z.enum(['coordinator', 'sysadmin', 'personal'])),
});

/** A form that waits for its sender to sign in again. */
export const KeptForm = z.object({
  path: z.string().max(2000),
  fields: z.array(z.object({ name: z.string(), value: z.string() })).max(2000),
});
export type KeptForm = z.output<typeof KeptForm>;
