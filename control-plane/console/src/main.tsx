// The console's entry point: the page's one root, and everything that stands around it.
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.ts';
import { router } from './router.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/panels.css';
import './styles/buttons.css';
import './styles/marks.css';
import './styles/bars.css';
import './styles/tables.css';
import './styles/forms.css';
import './styles/code.css';
import './styles/tabs.css';
import './styles/overlays.css';
import './styles/grids.css';
import './styles/facts.css';
import './styles/forced-colors.css';

const place = document.getElementById('console');
if (place === null) throw new Error('the page has no place for the console');
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
