// How the registry is set up: name, schedule, filters, credential; and its end.
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { linesOf, textOfLines } from '../../components/lines.ts';
import { RoleNote } from '../../components/role-note.tsx';
import { useAction } from '../../components/use-action.ts';
import { useCaller } from '../../components/use-caller.ts';
import { ConnectionFields } from './connection-fields.tsx';
import { connectionBody, connectionForm } from './connection-form.ts';
import { FilterPreview } from './filter-preview.tsx';
import { PauseSwitch } from './pause-switch.tsx';
import type { Registry } from './registry.ts';
import { RemoveRegistry } from './remove-registry.tsx';
import { ScheduleFields, scheduleBody, scheduleForm } from './schedule-fields.tsx';
import { TagLimits, tagLimitsBody, tagLimitsForm } from './tag-limits.tsx';

type TextField =
  | 'name'
  | 'include'
  | 'exclude'
  | 'includeTags'
  | 'excludeTags'
  | 'username'
  | 'password';

export function SettingsTab({ registry }: { readonly registry: Registry }) {
  const mayChange = useCaller().may('admin', 'registry');
  const { repositories, tags } = registry.filters;
  const [form, setForm] = useState({
    name: registry.name,
    ...scheduleForm(registry),
    ...tagLimitsForm(registry),
    include: textOfLines(repositories.include),
    exclude: textOfLines(repositories.exclude),
    includeTags: textOfLines(tags.include),
    excludeTags: textOfLines(tags.exclude),
    username: '',
    password: '',
    ...connectionForm(registry),
  });
  const filters = {
    repositories: { include: linesOf(form.include), exclude: linesOf(form.exclude) },
    tags: { include: linesOf(form.includeTags), exclude: linesOf(form.excludeTags) },
    ...(form.platforms.trim() === '' ? {} : { platforms: linesOf(form.platforms) }),
    ...tagLimitsBody(form),
  };
  const save = useAction('PUT /api/registries/{id}', { done: 'Saved', quiet: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({
      params: { id: registry.id },
      body: {
        name: form.name.trim(),
        ...scheduleBody(form),
        revision: registry.revision,
        filters,
        ...connectionBody(form, registry),
        ...(form.password === '' ? {} : { username: form.username, password: form.password }),
      },
    });
  };
  const text = (field: TextField, label: string, rows: number) => (
    <div className="field">
      <label htmlFor={`registry-${field}`}>{label}</label>
      {rows === 1 ? (
        <input
          id={`registry-${field}`}
          className="input"
          type={field === 'password' ? 'password' : 'text'}
          autoComplete={field === 'password' ? 'new-password' : 'off'}
          value={form[field]}
          onChange={(event) => setForm({ ...form, [field]: event.target.value })}
        />
      ) : (
        <textarea
          id={`registry-${field}`}
          className="input"
          rows={rows}
          value={form[field]}
          onChange={(event) => setForm({ ...form, [field]: event.target.value })}
        />
      )}
    </div>
  );
  return (
    <div className="panel-body stack">
      <RoleNote needs="admin" what="Changing a registry" reach="registry" />
      <form className="stack" onSubmit={submit}>
        <fieldset className="plain stack" disabled={!mayChange}>
          {text('name', 'Name', 1)}
          <ScheduleFields form={form} onChange={(change) => setForm({ ...form, ...change })} />
          <div className="grid-2">
            {text('include', 'Keep only these repositories', 3)}
            {text('exclude', 'Leave these repositories out', 3)}
            {text('includeTags', 'Keep only these tags', 3)}
            {text('excludeTags', 'Leave these tags out', 3)}
            <TagLimits form={form} onChange={(change) => setForm({ ...form, ...change })} />
          </div>
          <p className="hint">
            One pattern a line, such as payments/** or 1.*; other filters apply from the next sync
            on.
          </p>
        </fieldset>
        <FilterPreview registryId={registry.id} filters={filters} />
        <fieldset className="plain stack" disabled={!mayChange}>
          {registry.scanMethod === 'cloud' ? (
            <div className="grid-2">
              {text('username', registry.hasCredential ? 'New user name' : 'User name', 1)}
              {text(
                'password',
                registry.hasCredential ? 'New password or token' : 'Password or token',
                1,
              )}
            </div>
          ) : null}
          <ConnectionFields
            form={form}
            registry={registry}
            onChange={(change) => setForm({ ...form, ...change })}
          />
        </fieldset>
        {save.error === null ? null : (
          <FailureNotice error={save.error} what="Nothing was saved." />
        )}
        {mayChange ? (
          <div className="row">
            <Button type="submit" kind="primary" busy={save.isPending ? 'Saving …' : undefined}>
              Save
            </Button>
          </div>
        ) : null}
      </form>
      {mayChange ? (
        <>
          <PauseSwitch registry={registry} />
          <RemoveRegistry registry={registry} />
        </>
      ) : null}
    </div>
  );
}
