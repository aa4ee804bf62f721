// The way to the wizard that connects a registry, for those who may.
import { Allowed } from './allowed.tsx';
import { ButtonLink } from './button.tsx';

export function ConnectLink() {
  return (
    <Allowed needs="admin" what="Connecting a registry">
      <ButtonLink to="/registries/connect" kind="primary">
        Connect registry
      </ButtonLink>
    </Allowed>
  );
}
