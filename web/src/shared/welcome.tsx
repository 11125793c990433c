/** What the links of letters open: accepting an invitation, setting a new password. */
import {
  AcceptPortalInvitationDocument,
  AcceptUserInvitationDocument,
  ResetPasswordDocument,
} from "../made/graphql";
import { Form, useForm } from "./form";
import { act, type UserError } from "./graph";
import { Door } from "./session";
import { Button, Field } from "./ui";

type Verb = (input: { token: string; password: string }) => Promise<UserError[]>;

const acceptPortal: Verb = async (input) =>
  (await act(AcceptPortalInvitationDocument, { input })).acceptPortalInvitation.userErrors;
const acceptUser: Verb = async (input) => (await act(AcceptUserInvitationDocument, { input })).acceptUserInvitation.userErrors;
const reset: Verb = async (input) => (await act(ResetPasswordDocument, { input })).resetPassword.userErrors;

interface WelcomeProps {
  kind: "portal" | "user" | "reset";
  token: string;
}

/** Choose a password; it signs in, and leads to one's own page. */
export function Welcome({ kind, token }: WelcomeProps) {
  const verb = { portal: acceptPortal, user: acceptUser, reset }[kind];
  const form = useForm({ password: "" }, async ({ password }) => {
    const refusals = await verb({ token, password });
    if (!refusals.length) location.assign("/");
    return refusals;
  });
  const isReset = kind === "reset";
  return (
    <Door title={isReset ? "Set a new password" : "Welcome"}>
      <p class="quiet">
        {isReset
          ? "Choose a new password. It signs you in here, and everywhere else you are signed out."
          : "You have been invited. Choose a password; if you have one here already, type that."}
      </p>
      <Form form={form}>
        <Field label="Password" name="password" type="password" autocomplete="new-password" form={form} autofocus />
        <Button kind="primary" type="submit" busy={form.isBusy} wide>
          {isReset ? "Set it" : "Accept the invitation"}
        </Button>
      </Form>
    </Door>
  );
}
