// The door. The address somebody came for stays, and opens once they are in.
import { PageHead } from '../components/page-head.tsx';
import { SignInForm } from './sign-in-form.tsx';
import '../styles/sign-in.css';

export function SignInPage() {
  return (
    <main className="sign-in">
      <div className="panel panel-body stack">
        <img src="/harborguard.svg" width="40" height="40" alt="" />
        <PageHead title="Sign in to HarborGuard" />
        <SignInForm />
      </div>
    </main>
  );
}
