-- Two people and their lists. Running it again changes nothing.
INSERT INTO "user" ("id", "name", "email", "role") VALUES
  ('usr_ada', 'Ada Lovelace', 'ada@example.com', 'admin'),
  ('usr_alan', 'Alan Turing', 'alan@example.com', NULL)
ON CONFLICT DO NOTHING;

INSERT INTO "todos" ("id", "title", "completed", "userId", "updatedAt") VALUES
  ('todo_1', 'Write the first program', true, 'usr_ada', CURRENT_TIMESTAMP),
  ('todo_2', 'Write the notes to it', false, 'usr_ada', CURRENT_TIMESTAMP),
  ('todo_3', 'Think about machines that think', false, 'usr_alan', CURRENT_TIMESTAMP)
ON CONFLICT DO NOTHING;

INSERT INTO "files" ("id", "name", "originalName", "mimeType", "size", "path", "url", "userId", "updatedAt") VALUES
  ('file_1', 'notes.pdf', 'Sketch of the Analytical Engine.pdf', 'application/pdf', 184320, 'files/notes.pdf', '/files/notes.pdf', 'usr_ada', CURRENT_TIMESTAMP)
ON CONFLICT DO NOTHING;
