import { defineConfig } from '@prisma/client/generator-helper';

export default defineConfig({
  generator: {
    provider: 'prisma-client',
    output: './src/prisma/generated',
    moduleFormat: 'esm',
  },
  datasource: {
    provider: 'postgresql',
    url: process.env.DATABASE_URL,
  },
});
