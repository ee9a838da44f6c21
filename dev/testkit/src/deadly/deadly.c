/* Loaded into a program (LD_PRELOAD), kills it just before its n-th operation on files that another process could see the
   result of: NICOL_DIES_AT=n, counted from 0. NICOL_DIES_AS is the name of the program that is meant, so that those that it
   starts live on. NICOL_COUNTS_IN is a file that gets the number of operations when the program ends. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int is_meant;
static long dies_at = -1;
static atomic_long done;

__attribute__((constructor)) static void begin(void) {
  const char *at = getenv("NICOL_DIES_AT"), *as = getenv("NICOL_DIES_AS");
  is_meant = as && strcmp(as, program_invocation_short_name) == 0;
  if (at) dies_at = atol(at);
}

__attribute__((destructor)) static void end(void) {
  const char *counts_in = getenv("NICOL_COUNTS_IN");
  if (!is_meant || !counts_in) return;
  is_meant = 0;
  FILE *file = fopen(counts_in, "w");
  if (!file) return;
  fprintf(file, "%ld", atomic_load(&done));
  fclose(file);
}

static void step(void) {
  if (is_meant && atomic_fetch_add(&done, 1) == dies_at) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
}

static void step_on(int fd) {
  struct stat found;
  if (is_meant && fstat(fd, &found) == 0 && S_ISREG(found.st_mode)) step();
}

#define NEXT(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))
#define ON_PATH(type, name, parameters, arguments) \
  type name parameters { step(); return NEXT(name) arguments; }
#define ON_FILE(type, name, parameters, arguments) \
  type name parameters { step_on(fd); return NEXT(name) arguments; }

ON_PATH(int, rename, (const char *from, const char *to), (from, to))
ON_PATH(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
ON_PATH(int, link, (const char *from, const char *to), (from, to))
ON_PATH(int, linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
ON_PATH(int, unlink, (const char *path), (path))
ON_PATH(int, unlinkat, (int at, const char *path, int flags), (at, path, flags))
ON_PATH(int, rmdir, (const char *path), (path))
ON_PATH(int, mkdir, (const char *path, mode_t mode), (path, mode))
ON_FILE(ssize_t, write, (int fd, const void *bytes, size_t count), (fd, bytes, count))
ON_FILE(ssize_t, pwrite, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at))
ON_FILE(ssize_t, pwrite64, (int fd, const void *bytes, size_t count, off64_t at), (fd, bytes, count, at))
ON_FILE(int, ftruncate, (int fd, off_t length), (fd, length))
ON_FILE(int, ftruncate64, (int fd, off64_t length), (fd, length))
