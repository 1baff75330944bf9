/* What surrounds every screen. */
import { CSPProvider } from "@base-ui/react/csp-provider";
import { BrowserRouter } from "react-router";
import { Speaking } from "@/i18n/Speaking";
import { ErrorBoundary } from "./ErrorBoundary";
import { Screens } from "./Screens";

/** Style elements are off because the gateway's Content-Security-Policy refuses inline styles. */
export function App() {
  return (
    <CSPProvider disableStyleElements>
      <Speaking>
        <ErrorBoundary>
          <BrowserRouter>
            <Screens />
          </BrowserRouter>
        </ErrorBoundary>
      </Speaking>
    </CSPProvider>
  );
}
