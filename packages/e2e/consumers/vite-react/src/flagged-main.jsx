// Mounts a page in StrictMode whose reader is not ended.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { feed } from "./feed.js";
import { FlaggedMessages } from "./flagged-messages.jsx";

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <FlaggedMessages feed={feed} />
  </StrictMode>,
);
