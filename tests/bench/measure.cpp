// Runs a command and reports what it took. Python cannot ask for the peak memory of a child itself: the
// kernel counts what the starting process had in memory as the child's until it has started its program.
//
//   usage: measure REPORT PROGRAM [ARGUMENTS...]
//   REPORT: one line, `WALL_SECONDS USER_SECONDS SYSTEM_SECONDS PEAK_BYTES EXIT_CODE`; a signal is 128 and
//   its number
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 125;
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child < 0) return 125;
  if (child == 0) {
    execvp(words[2], words + 2);
    std::perror(words[2]);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) return 125;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  std::FILE* report = std::fopen(words[1], "w");
  if (report == nullptr) return 125;
  const int exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::fprintf(report, "%.6f %.6f %.6f %ld %d\n", wall.count(), seconds(usage.ru_utime),
               seconds(usage.ru_stime), usage.ru_maxrss * 1024, exit_code);
  return std::fclose(report) == 0 ? 0 : 125;
}
