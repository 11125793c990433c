/** What comboboxes find, by name. */
import {
  DeskFindClientsDocument,
  DeskFindProjectsDocument,
  DeskFindSitesDocument,
  DeskFindTasksDocument,
  DeskFindUsersDocument,
  type Role,
} from "../../made/graphql";
import { ask } from "../../shared/graph";
import type { Choice, Find } from "./combobox";

const named = (text: string) => (text.trim() ? { name: { contains: text.trim() } } : {});

export const findClients: Find = async (text) => {
  const { clients } = await ask(DeskFindClientsDocument, { filter: named(text) });
  return clients.nodes.map(({ id, name, currency }) => ({ id, title: name, note: currency }));
};

export const findProjects: Find = async (text) => {
  const { projects } = await ask(DeskFindProjectsDocument, { filter: { ...named(text), archived: false } });
  return projects.nodes.map(({ id, name, client }) => ({ id, title: name, note: client.name }));
};

/** Those of one client. */
export const findProjectsOf =
  (clientId: string): Find =>
  async (text) => {
    const { projects } = await ask(DeskFindProjectsDocument, { filter: { ...named(text), archived: false, client: { id: { eq: clientId } } } });
    return projects.nodes.map(({ id, name }) => ({ id, title: name }));
  };

export const findTasks: Find = async (text) => {
  const open = { status: { notIn: ["DONE" as const, "CANCELLED" as const] } };
  const { tasks } = await ask(DeskFindTasksDocument, { filter: { ...named(text), ...open } });
  return tasks.nodes.filter((each) => each.project).map(({ id, name, project }) => ({ id, title: name, note: project?.name }));
};

/** Users who work; `roles`: only some. */
export const findUsers =
  (roles?: Role[]): Find =>
  async (text) => {
    const filter = { ...named(text), status: { eq: "ACTIVE" as const }, ...(roles ? { role: { in: roles } } : {}) };
    const { users } = await ask(DeskFindUsersDocument, { filter });
    return users.nodes.map(({ id, name }): Choice => ({ id, title: name }));
  };

export const WORKERS: Role[] = ["OWNER", "ADMIN", "STAFF", "STAFF_LIMITED"];

export const findSites: Find = async (text) => {
  const search = text.trim() ? { search: text.trim() } : {};
  const { sites } = await ask(DeskFindSitesDocument, { filter: { ...search, active: true } });
  return sites.nodes.map(({ id, name, client, address }) => ({
    id,
    title: name,
    note: [client.name, address.postcode].filter(Boolean).join(" · "),
  }));
};
