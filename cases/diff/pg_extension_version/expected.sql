-- AlterExtension
ALTER EXTENSION "pgcrypto" UPDATE TO "1.2";
