// Makes writes fail on files under one folder, as a full or broken disk does. Preloaded into a program (LD_PRELOAD).
//
//   FAULTFS_FOLDER   files under this folder are concerned
//   FAULTFS_CONTROL  a file; while it exists, it says what fails: CALLS ERROR [SKIP]
//                    CALLS  "write" (write, pwrite, ftruncate, fallocate) or "sync" (fsync, fdatasync)
//                    ERROR  "ENOSPC" or "EIO"
//                    SKIP   how many such calls still succeed; then one fails, and the others succeed

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_concerned(int descriptor) {
    const char *folder = getenv("FAULTFS_FOLDER");
    if (!folder) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

// How many calls were let through since the control file said to skip some.
static long skipped;

// 0, or the error that this call fails with.
static int fault(const char *calls, int descriptor) {
    const char *control = getenv("FAULTFS_CONTROL");
    int saved = errno;
    FILE *file = control ? fopen(control, "re") : NULL;
    errno = saved;
    if (!file) {
        __atomic_store_n(&skipped, 0, __ATOMIC_SEQ_CST);
        return 0;
    }
    char wanted[16] = "", error[16] = "";
    long skip = -1;
    int fields = fscanf(file, "%15s %15s %ld", wanted, error, &skip);
    fclose(file);
    errno = saved;
    if (fields < 2 || strcmp(wanted, calls) != 0 || !is_concerned(descriptor)) return 0;
    if (fields == 3 && __atomic_fetch_add(&skipped, 1, __ATOMIC_SEQ_CST) != skip) return 0;
    return strcmp(error, "EIO") == 0 ? EIO : ENOSPC;
}

#define INTERPOSE(type, name, parameters, arguments, calls)                \
    type name parameters {                                                 \
        static type(*next) parameters;                                     \
        if (!next) next = (type(*) parameters)dlsym(RTLD_NEXT, #name);     \
        int error = fault(calls, fd);                                      \
        if (error) {                                                       \
            errno = error;                                                 \
            return -1;                                                     \
        }                                                                  \
        return next arguments;                                             \
    }

INTERPOSE(ssize_t, write, (int fd, const void *bytes, size_t count), (fd, bytes, count), "write")
INTERPOSE(ssize_t, pwrite, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at), "write")
INTERPOSE(ssize_t, pwrite64, (int fd, const void *bytes, size_t count, off64_t at), (fd, bytes, count, at), "write")
INTERPOSE(int, ftruncate, (int fd, off_t size), (fd, size), "write")
INTERPOSE(int, ftruncate64, (int fd, off64_t size), (fd, size), "write")
INTERPOSE(int, fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size), "write")
INTERPOSE(int, fsync, (int fd), (fd), "sync")
INTERPOSE(int, fdatasync, (int fd), (fd), "sync")
