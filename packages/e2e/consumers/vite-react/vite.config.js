// Vite as it comes, with React and three pages.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: { rolldownOptions: { input: ["index.html", "disposed.html", "flagged.html"] } },
});
