// What was sent, what waits and what failed, newest first; each can be sent once more.

import type { RequestOf, RowOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../../api/use-operation.ts';
import { AskedList } from '../../../components/asked-list.tsx';
import { Button } from '../../../components/button.tsx';
import { counted } from '../../../components/counted.ts';
import { FilterSelect } from '../../../components/filter-select.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { Pill } from '../../../components/status-pill.tsx';
import { useAction } from '../../../components/use-action.ts';
import { useCaller } from '../../../components/use-caller.ts';
import { changedSearch } from '../../../search-change.ts';
import type { Channel } from './channel-form.ts';
import { ErrorWords } from './channel-row.tsx';

type Delivery = RowOf<'GET /api/deliveries'>;
type Query = RequestOf<'GET /api/deliveries'>['query'] & object;

const route = getRouteApi('/settings');
const tones = { pending: 'wait', sent: 'good', failed: 'bad' } as const;

/** `channels` is undefined while it is not known which there are. */
export function DeliveriesList({
  channels,
}: {
  readonly channels: readonly Channel[] | undefined;
}) {
  const { state, channel, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const query = { page, limit: 25, state, channel } as Query;
  const deliveries = useOperation('GET /api/deliveries', { query }, { keepPrevious: true });
  const narrow = (change: { state?: string; channel?: string }) =>
    void navigate({ search: (before) => changedSearch(before, change) });
  return (
    <section aria-label="Deliveries">
      <search className="panel-head filters" aria-label="Filter deliveries">
        <h2 className="filters-title">Deliveries</h2>
        <FilterSelect
          label="State"
          value={state}
          options={[
            ['', 'All'],
            ['pending', 'waiting'],
            ['sent', 'sent'],
            ['failed', 'failed'],
          ]}
          onChange={(next) => narrow({ state: next })}
        />
        <FilterSelect
          label="Channel"
          value={channel}
          options={[['', 'All'], ...(channels ?? []).map(({ id, name }) => [id, name] as const)]}
          onChange={(next) => narrow({ channel: next })}
        />
      </search>
      <AskedList
        answer={deliveries}
        what="deliveries"
        columns={['What', 'Channel', 'State', 'When', 'Actions']}
        empty="Nothing was sent yet, or nothing that matches."
        onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
      >
        {(delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            channel={channelName(channels, delivery.channelId)}
          />
        )}
      </AskedList>
    </section>
  );
}

function channelName(channels: readonly Channel[] | undefined, id: string): string {
  if (channels === undefined) return '';
  return channels.find((one) => one.id === id)?.name ?? 'a removed channel';
}

function DeliveryRow({
  delivery,
  channel,
}: {
  readonly delivery: Delivery;
  readonly channel: string;
}) {
  const { id, state, title, eventCount, attempts, lastErrorCode, lastStatus } = delivery;
  const caller = useCaller();
  const again = useAction('POST /api/deliveries/{id}/redeliver', { done: 'Delivered once more' });
  return (
    <tr>
      <td>
        <span className="stack-tight">
          <span className="wrap">{title}</span>
          <span className="tiny muted">
            {counted(eventCount, 'event')}, {counted(attempts, 'attempt')}
          </span>
        </span>
      </td>
      <td data-label="Channel" className="wrap">
        {channel}
      </td>
      <td>
        <span className="stack-tight">
          <Pill tone={tones[state]}>{state === 'pending' ? 'waiting' : state}</Pill>
          {lastErrorCode === undefined || state === 'sent' ? null : (
            <>
              <ErrorWords code={lastErrorCode} />
              {lastStatus === undefined ? null : (
                <span className="tiny muted">Answered {lastStatus}.</span>
              )}
            </>
          )}
        </span>
      </td>
      <td className="small">
        <RelativeTime at={delivery.finishedAt ?? delivery.nextAttemptAt ?? delivery.dueAt} />
      </td>
      <td className="end">
        {caller.may('admin') && state !== 'pending' ? (
          <Button
            size="small"
            aria-label={`Deliver again: ${title}`}
            busy={again.isPending ? 'Queueing …' : undefined}
            onClick={() => again.mutate({ params: { id } })}
          >
            Deliver again
          </Button>
        ) : null}
      </td>
    </tr>
  );
}
