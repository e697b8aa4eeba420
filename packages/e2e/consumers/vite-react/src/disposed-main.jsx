// Mounts the page in StrictMode, which runs each effect twice in development.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./disposed-app.jsx";

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
