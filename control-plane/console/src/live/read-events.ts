// Server-sent events out of a response body: what the control plane says has changed.

/** Ends with the stream; throws when it breaks. Lines longer than this are none of ours. */
const lineLengthMax = 4096;

export async function readEvents(
  body: ReadableStream<Uint8Array>,
  onData: (data: string) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as never).getReader() as unknown as {
    read(): Promise<{ done: boolean; value?: string }>;
  };
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + (value ?? '')).split('\n');
    rest = (lines.pop() ?? '').slice(-lineLengthMax);
    for (const line of lines) {
      if (line.startsWith('data: ')) onData(line.slice('data: '.length));
    }
  }
}
