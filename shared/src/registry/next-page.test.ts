import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextPage } from './next-page.ts';

const at = 'https://r.example:5000/v2/_catalog?n=2';

for (const { name, from = at, lines, want } of [
  { name: 'no link is the end', lines: [], want: 'end' },
  {
    name: 'a relative link is followed',
    lines: ['</v2/_catalog?last=a%2Ftwo&n=2>; rel="next"'],
    want: 'https://r.example:5000/v2/_catalog?last=a%2Ftwo&n=2',
  },
  {
    name: 'an absolute link to the same host is followed',
    lines: ['<https://r.example:5000/v2/_catalog?last=b>;rel=next'],
    want: 'https://r.example:5000/v2/_catalog?last=b',
  },
  {
    name: 'a link that names http behind a TLS proxy keeps https',
    lines: ['<http://r.example/v2/_catalog?last=b>; rel="next"'],
    want: 'https://r.example:5000/v2/_catalog?last=b',
  },
  {
    name: 'an unencoded link is followed',
    lines: ['</v2/_catalog?last=a b|c>; rel="next"'],
    want: 'https://r.example:5000/v2/_catalog?last=a%20b|c',
  },
  {
    name: 'an empty parameter does no harm',
    lines: ['</v2/_catalog?last=b&n=2&orderby=>; rel="next"'],
    want: 'https://r.example:5000/v2/_catalog?last=b&n=2&orderby=',
  },
  {
    name: 'a query alone is followed',
    lines: ['<?last=b>; rel="next"'],
    want: 'https://r.example:5000/v2/_catalog?last=b',
  },
  {
    name: 'of several links the next one counts',
    lines: ['</v2/_catalog?a>; rel="prev", </v2/_catalog?b>; title="x"; rel="next"'],
    want: 'https://r.example:5000/v2/_catalog?b',
  },
  {
    name: 'a comma inside a link does not split it',
    lines: ['</v2/_catalog?last=a,b>; rel="next"'],
    want: 'https://r.example:5000/v2/_catalog?last=a,b',
  },
  {
    name: 'a link without the path prefix gets it back',
    from: 'https://h/artifactory/key/v2/_catalog',
    lines: ['</v2/_catalog?last=b>; rel="next"'],
    want: 'https://h/artifactory/key/v2/_catalog?last=b',
  },
  {
    name: 'a link of another relation is none',
    lines: ['</v2/_catalog?last=b>; rel="nextish"'],
    want: 'end',
  },
  {
    name: 'a link to another host is ignored',
    lines: ['<https://evil.example/v2/_catalog?last=b>; rel="next"'],
    want: 'ignored',
  },
  {
    name: 'a link to another path is ignored',
    lines: ['</admin/delete?x=1>; rel="next"'],
    want: 'ignored',
  },
  {
    name: 'a link that is no address is ignored',
    lines: ['<http://[>; rel="next"'],
    want: 'ignored',
  },
]) {
  test(name, () => {
    const page = nextPage(from, lines);

    assert.equal(page.kind === 'next' ? page.url : page.kind, want);
  });
}

test('a link of a mebibyte is not looked at', () => {
  assert.equal(nextPage(at, [`<${'a'.repeat(1 << 20)}>; rel="next"`]).kind, 'end');
});
