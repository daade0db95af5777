import type {
  ConfirmModel,
  ErrorSummaryModel,
  FieldModel,
  NoteModel,
  PageHeadModel,
  SummaryListModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';

/** Where somebody signs in. */
export interface SignInPage {
  title: string;
  note: NoteModel | null;
  summary: ErrorSummaryModel | null;
  action: string;
  login: FieldModel;
  password: FieldModel;
  to: string;
  /** A form that is sent on after signing in; empty where there is none. */
  kept: string;
  activationHref: string;
}
export const signInPage = view<SignInPage>('accounts/sign-in');

/** After signing in again: the form that came too late, to be sent or left. */
export interface KeptFormPage {
  action: string;
  fields: readonly { name: string; value: string }[];
  cancelHref: string;
}
export const keptFormPage = view<KeptFormPage>('accounts/kept-form');

/** Login and code of the slip. */
export interface ActivationPage {
  summary: ErrorSummaryModel | null;
  action: string;
  login: FieldModel;
  code: FieldModel;
  signInHref: string;
}
export const activationPage = view<ActivationPage>('accounts/activation');

/** Choosing the first password, or a new one after a reset. */
export interface NewPasswordPage {
  /** «Здравствуйте, Соня!» */
  greeting: string;
  summary: ErrorSummaryModel | null;
  action: string;
  login: string;
  /** How long it must be, in words. */
  rule: string;
  /** A phrase drawn for a young pupil; null for everybody else. */
  phrase: string | null;
  password: FieldModel;
  repeated: FieldModel;
}
export const newPasswordPage = view<NewPasswordPage>('accounts/new-password');

/** One's own account. */
export interface AccountPage {
  head: PageHeadModel;
  facts: SummaryListModel;
  sessions: readonly AccountSession[];
  endAllAction: string;
  passwordHref: string;
}

export interface AccountSession {
  device: string;
  /** «Сейчас», or when it was last used. */
  used: string;
  /** When it began. */
  begun: string;
  isThis: boolean;
  /** Where to send the form that ends it. */
  endAction: string;
}
export const accountPage = view<AccountPage>('accounts/account');

/** Changing one's own password. */
export interface ChangePasswordPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  action: string;
  login: string;
  present: FieldModel;
  password: FieldModel;
  repeated: FieldModel;
  confirm: ConfirmModel;
}
export const changePasswordPage = view<ChangePasswordPage>('accounts/change-password');
