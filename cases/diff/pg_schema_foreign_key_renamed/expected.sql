-- RenameForeignKey
ALTER TABLE "b"."N" RENAME CONSTRAINT "f1" TO "f2";
