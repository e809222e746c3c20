// Preloaded into a program: while the file $STUCKENTROPY exists, the system's random source gives one byte over and over, as broken hardware does.
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int getentropy(void *into, size_t count) {
    if (count > 256) {
        errno = EIO;
        return -1;
    }
    const char *path = getenv("STUCKENTROPY");
    int before = errno;
    if (path && access(path, F_OK) == 0) {
        memset(into, 0x2A, count);
        return 0;
    }
    errno = before;
    return syscall(SYS_getrandom, into, count, 0) == (long)count ? 0 : -1;
}
