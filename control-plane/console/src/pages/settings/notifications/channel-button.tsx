// Makes a channel, or changes one. The secret a webhook signs with is shown this once.
import { useState } from 'react';
import { ActionForm } from '../../../components/action-form.tsx';
import { DialogButton } from '../../../components/dialog-button.tsx';
import { FormCheck } from '../../../components/form-check.tsx';
import { FormName } from '../../../components/form-name.tsx';
import { FormSelect } from '../../../components/form-select.tsx';
import { ShownOnce } from '../../../components/shown-once.tsx';
import { useAction } from '../../../components/use-action.ts';
import { ChannelFields } from './channel-fields.tsx';
import { type Channel, channelBody, channelForm } from './channel-form.ts';
import { channelKinds, kindName } from './channel-words.ts';

export function AddChannelButton() {
  return (
    <DialogButton label="Add channel" title="Add a channel" kind="primary">
      {(close) => <ChannelDialog close={close} />}
    </DialogButton>
  );
}

export function EditChannelButton({ channel }: { readonly channel: Channel }) {
  return (
    <DialogButton
      label="Edit"
      size="small"
      describe={`Edit ${channel.name}`}
      title={`${kindName(channel.kind)} channel`}
    >
      {(close) => <ChannelDialog channel={channel} close={close} />}
    </DialogButton>
  );
}

function ChannelDialog({
  channel,
  close,
}: {
  readonly channel?: Channel;
  readonly close: () => void;
}) {
  const [form, setForm] = useState(() => channelForm(channel));
  const [secret, setSecret] = useState<string>();
  const make = useAction('POST /api/notification-channels', {
    quiet: true,
    done: 'The channel is made; test it now',
    onDone: ({ data }) =>
      data.signingSecret === undefined ? close() : setSecret(data.signingSecret),
  });
  const change = useAction('PUT /api/notification-channels/{id}', {
    quiet: true,
    done: 'Saved',
    onDone: close,
  });
  if (secret !== undefined) {
    return (
      <ShownOnce
        text={secret}
        what="the signing secret"
        note="Requests are signed with this secret. Copy it now: it is shown this once."
        onDone={close}
      />
    );
  }
  const onChange = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  return (
    <ActionForm
      action={channel === undefined ? make : change}
      submit="Save"
      busy="Saving …"
      failed="Nothing was saved."
      close={close}
      onSubmit={() => {
        const body = channelBody(form);
        if (channel === undefined) make.mutate({ body });
        else change.mutate({ params: { id: channel.id }, body });
      }}
    >
      <div className={channel === undefined ? 'grid-2' : 'stack'}>
        <FormName lengthMax={128} value={form.name} onChange={(name) => onChange({ name })} />
        {channel === undefined ? (
          <FormSelect
            label="Kind"
            value={form.kind}
            options={channelKinds}
            onChange={(kind) => onChange({ kind })}
          />
        ) : null}
      </div>
      <ChannelFields form={form} isThere={channel !== undefined} onChange={onChange} />
      <FormCheck
        label="On: a channel that is off keeps what waits and takes nothing new"
        checked={form.isEnabled}
        onChange={(isEnabled) => onChange({ isEnabled })}
      />
    </ActionForm>
  );
}
