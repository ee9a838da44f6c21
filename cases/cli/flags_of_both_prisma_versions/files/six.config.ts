import { defineConfig, env } from "prisma/config";

export default defineConfig({
  earlyAccess: true,
  engine: "classic",
  datasource: { url: env("NOT_SET") },
});
