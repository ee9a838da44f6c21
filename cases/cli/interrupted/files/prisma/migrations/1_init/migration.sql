CREATE TABLE "Note" (
    "id" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    CONSTRAINT "Note_pkey" PRIMARY KEY ("id")
);
