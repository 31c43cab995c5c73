/* Starts a program and writes to file descriptor 3 what it cost: its exit code, wall, user and
 * system time in microseconds, and its peak memory in kilobytes.
 *
 * The system counts the memory of whoever starts a program into the program's own peak, so
 * that whoever does has to be smaller than all that is measured. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long microseconds(long seconds, long rest) { return seconds * 1000000 + rest; }

int main(int count, char **arguments) {
    struct timespec began, ended;
    struct rusage cost;
    int status;
    if (count < 2) return 2;
    clock_gettime(CLOCK_MONOTONIC, &began);
    pid_t child = fork();
    if (child < 0) return 2;
    if (child == 0) {
        close(3);
        execv(arguments[1], arguments + 1);
        _exit(127);
    }
    if (wait4(child, &status, 0, &cost) != child) return 2;
    clock_gettime(CLOCK_MONOTONIC, &ended);
    dprintf(3, "%d %ld %ld %ld %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128,
            microseconds(ended.tv_sec - began.tv_sec, (ended.tv_nsec - began.tv_nsec) / 1000),
            microseconds(cost.ru_utime.tv_sec, cost.ru_utime.tv_usec),
            microseconds(cost.ru_stime.tv_sec, cost.ru_stime.tv_usec), cost.ru_maxrss);
    return 0;
}
