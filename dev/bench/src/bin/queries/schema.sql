CREATE TABLE "Todo" (
    "id" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "note" TEXT,
    "done" BOOLEAN NOT NULL DEFAULT false,
    "views" BIGINT NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Todo_pkey" PRIMARY KEY ("id")
);

INSERT INTO "Todo" ("title", "note", "dueAt")
SELECT 'todo number ' || i, 'a note of todo ' || i, now() + i * interval '1 minute'
FROM generate_series(1, 10000) AS i;

ANALYZE "Todo";
