import { X } from "lucide";
import { DeskAddMemberDocument, DeskRemoveMemberDocument } from "../../made/graphql";
import { Button, Card } from "../../shared/ui";
import { useCan } from "../core/can";
import { Combobox } from "../core/combobox";
import { findUsers, WORKERS } from "../core/finders";
import { run } from "../core/verbs";

interface MembersProps {
  projectId: string;
  members: { user: { id: string; name: string } }[];
  again: () => void;
}

/** Who works on it. */
export function Members({ projectId, members, again }: MembersProps) {
  const can = useCan();
  const add = async (userId: string) => {
    await run(DeskAddMemberDocument, { projectId, userId });
    again();
  };
  const remove = async (userId: string) => {
    await run(DeskRemoveMemberDocument, { projectId, userId });
    again();
  };
  return (
    <Card title="Members" flush>
      <ul class="lines">
        {members.map(({ user }) => (
          <li key={user.id} class="line">
            <span>{user.name}</span>
            {can.work && (
              <Button small kind="plain" icon={X} aria-label={`Take ${user.name} off the project`} onClick={() => void remove(user.id)} />
            )}
          </li>
        ))}
        {!members.length && <li class="line quiet">Nobody yet.</li>}
      </ul>
      {can.work && (
        <div class="card-foot">
          <Combobox
            bare
            label="Add a member"
            placeholder="Add a member"
            find={findUsers(WORKERS)}
            chosen={null}
            onChoose={(choice) => choice && void add(choice.id)}
          />
        </div>
      )}
    </Card>
  );
}
