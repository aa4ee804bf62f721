// The wizard that connects a registry: six steps, each with its reason, none that loses what was typed.
import { Allowed } from '../../components/allowed.tsx';
import { ButtonLink } from '../../components/button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { CredentialsStep } from './credentials-step.tsx';
import { useDraft } from './draft.ts';
import { MethodStep } from './method-step.tsx';
import { OptionsStep } from './options-step.tsx';
import { RegistryStep } from './registry-step.tsx';
import { StartStep } from './start-step.tsx';
import { StepList } from './step-list.tsx';
import { TestStep } from './test-step.tsx';
import './connect.css';

const rooms = {
  registry: RegistryStep,
  method: MethodStep,
  credentials: CredentialsStep,
  options: OptionsStep,
  test: TestStep,
  start: StartStep,
} as const;

export function ConnectPage() {
  const draft = useDraft();
  const Room = rooms[draft.step];
  return (
    <>
      <PageHead
        title="Connect registry"
        note={<StepList draft={draft} />}
        actions={<ButtonLink to="/registries">All registries</ButtonLink>}
      />
      <Allowed needs="admin" what="Connecting a registry">
        <Room draft={draft} />
      </Allowed>
    </>
  );
}
