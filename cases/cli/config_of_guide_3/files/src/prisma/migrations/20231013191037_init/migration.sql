CREATE TABLE "user" ("id" TEXT NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "user_pkey" PRIMARY KEY ("id"));
