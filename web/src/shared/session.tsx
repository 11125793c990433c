/** Who is signed in; signing in, out, and again when the session ended under one's hands. */
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import {
  AskForResetDocument,
  SessionDocument,
  SignInDocument,
  SignOutDocument,
  type MeFragment,
  type PortalPermission,
  type Role,
  type SessionQuery,
} from "../made/graphql";
import { Form, useForm } from "./form";
import { act, ask, expired, GraphFault } from "./graph";
import { forgetAnswers } from "./query";
import { go } from "./router";
import { socket } from "./socket";
import { Store, useStore } from "./store";
import { Button, Dialog, Fault, Field, Notice, Progress } from "./ui";

export type Viewer = MeFragment;
export type Organisation = NonNullable<SessionQuery["organisation"]>;

interface Session {
  viewer: Viewer | null;
  organisation: Organisation | null;
  /** Where the log was when this was read: what happened since is news. */
  cursor?: string;
}

const session = new Store<Session | null>(null);

/** Who is signed in. Only below `SignedIn`. */
export function useViewer(): Viewer {
  const viewer = useStore(session)?.viewer;
  if (!viewer) throw new Error("useViewer outside of SignedIn");
  return viewer;
}

/** The business whose page this is. Only below `SignedIn`. */
export const useOrganisation = (): Organisation | null => useStore(session)?.organisation ?? null;

/** The place of the log that streams go on from: nothing that happened since the page was read is missed. */
export const useCursor = (): string | undefined => useStore(session)?.cursor;

export const nameOf = (viewer: Viewer): string => (viewer.contact ?? viewer.user)?.name ?? "";
export const may = (viewer: Viewer, permission: PortalPermission): boolean =>
  viewer.portalPermissions.includes(permission);

/** Read who is signed in, after whatever may have changed it. */
export async function readSession(): Promise<void> {
  const { viewer, organisation, events } = await ask(SessionDocument, {}, { evenEnded: true });
  session.set({ viewer, organisation, cursor: events.nodes[0]?.cursor });
  expired.set(false);
}

/** Sign out here, and forget everything shown. */
export async function signOut(): Promise<void> {
  await act(SignOutDocument, {});
  forgetAnswers();
  session.set({ viewer: null, organisation: null });
  socket.restart();
  go("/");
}

interface SignInProps {
  email?: string;
  onDone: () => void | Promise<void>;
}

/** E-mail and password. */
export function SignInForm({ email = "", onDone }: SignInProps) {
  const form = useForm({ email, password: "" }, async (values) => {
    const { login } = await act(SignInDocument, { input: values });
    if (!login.userErrors.length) await onDone();
    return login.userErrors;
  });
  return (
    <Form form={form}>
      <Field label="E-mail" name="email" type="email" autocomplete="username" form={form} required autofocus={!email} />
      <Field
        label="Password"
        name="password"
        type="password"
        autocomplete="current-password"
        form={form}
        required
        autofocus={!!email}
      />
      <Button kind="primary" type="submit" busy={form.isBusy} wide>
        Sign in
      </Button>
    </Form>
  );
}

/** A letter with a link to set a new password. */
function ResetForm({ onBack }: { onBack: () => void }) {
  const [isSent, setSent] = useState(false);
  const form = useForm({ email: "" }, async (values) => {
    const { requestPasswordReset } = await act(AskForResetDocument, { input: values });
    setSent(!requestPasswordReset.userErrors.length);
    return requestPasswordReset.userErrors;
  });
  if (isSent) {
    return (
      <>
        <Notice kind="good">If this address is known here, a letter with a link is on its way.</Notice>
        <Button onClick={onBack} wide>
          Back to signing in
        </Button>
      </>
    );
  }
  return (
    <Form form={form}>
      <p class="quiet">We send a letter with a link to set a new password.</p>
      <Field label="E-mail" name="email" type="email" autocomplete="username" form={form} required autofocus />
      <Button kind="primary" type="submit" busy={form.isBusy} wide>
        Send the letter
      </Button>
      <Button kind="plain" onClick={onBack} wide>
        Back to signing in
      </Button>
    </Form>
  );
}

/** The narrow frame of everything before one is signed in. */
export function Door({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main class="door">
      <div class="door-card">
        <img class="door-mark" src="/mark.svg" alt="" width="36" height="36" />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

function SignInPage({ title }: { title: string }) {
  const [forgot, setForgot] = useState(false);
  return (
    <Door title={forgot ? "Set a new password" : title}>
      {forgot ? (
        <ResetForm onBack={() => setForgot(false)} />
      ) : (
        <>
          <SignInForm onDone={readSession} />
          <Button kind="plain" onClick={() => setForgot(true)} wide>
            Forgot the password?
          </Button>
        </>
      )}
    </Door>
  );
}

/** Over the page when the session ended: everything typed stays behind it. */
function SignInAgain({ viewer }: { viewer: Viewer }) {
  const email = (viewer.contact ?? viewer.user)?.email ?? "";
  const done = async () => {
    await readSession();
    const now = session.get()?.viewer;
    const isSame = now?.contact?.id === viewer.contact?.id && now?.user?.id === viewer.user?.id;
    if (!isSame) return location.reload();
    socket.restart();
  };
  return (
    <Dialog title="Sign in again" onClose={null}>
      <p class="quiet">Your session has ended. What you typed is still here.</p>
      <SignInForm email={email} onDone={done} />
    </Dialog>
  );
}

const HOMES: Partial<Record<Role, [string, string]>> = { CONTACT: ["/portal", "the portal"], ANALYST: ["/explore", "Explore"] };

/** For somebody signed in whose page is another one. */
function WrongPage({ viewer, title }: { viewer: Viewer; title: string }) {
  const [address, name] = HOMES[viewer.role] ?? ["/desk", "the desk"];
  return (
    <Door title={title}>
      <p class="quiet">You are signed in as {nameOf(viewer)}, and this page is not for you.</p>
      <a class="button primary wide" href={address}>
        Go to {name}
      </a>
      <Button kind="plain" onClick={() => void signOut()} wide>
        Sign in as somebody else
      </Button>
    </Door>
  );
}

interface SignedInProps {
  title: string;
  /** Whose page this is. */
  isFor: (viewer: Viewer) => boolean;
  page: ComponentType;
}

/** Shows the page to whom it is for, and the way in to everybody else. */
export function SignedIn({ title, isFor, page: Page }: SignedInProps) {
  const now = useStore(session);
  const isOver = useStore(expired);
  const [fault, setFault] = useState<GraphFault>();
  const read = () => readSession().then(() => setFault(undefined), setFault);
  useEffect(() => void read(), []);

  if (fault && !now) return <Door title={title}>{<Fault fault={fault} again={read} />}</Door>;
  if (!now) return <Progress />;
  if (!now.viewer) return <SignInPage title={title} />;
  if (!isFor(now.viewer)) return <WrongPage viewer={now.viewer} title={title} />;
  return (
    <>
      <Page key={now.viewer.contact?.id ?? now.viewer.user?.id} />
      {isOver && <SignInAgain viewer={now.viewer} />}
    </>
  );
}
