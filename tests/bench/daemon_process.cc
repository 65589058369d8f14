#include "tests/bench/daemon_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/bench/report.h"

namespace sworn::bench {
namespace {

[[noreturn]] void Give(const std::string& why) {
  std::fprintf(stderr, "sworn-bench: %s\n", why.c_str());
  std::exit(6);
}

pid_t Start(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            int output) {
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    if (output >= 0) dup2(output, STDOUT_FILENO);
    execv(program.c_str(), argv.data());
    _exit(127);
  }
  return pid;
}

}  // namespace

DaemonProcess::DaemonProcess(const std::filesystem::path& program,
                             const std::filesystem::path& config) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) Give("no pipe");
  const Stopwatch watch;
  pid_ = Start(program, {"--config", config.string()}, pipe_ends[1]);
  close(pipe_ends[1]);
  std::string line;
  for (char c = 0; read(pipe_ends[0], &c, 1) == 1 && c != '\n';) line.push_back(c);
  start_seconds_ = watch.Seconds();
  // The read end stays open: a daemon that printed into a closed pipe would die of it.
  const std::string marker = "ready on ";
  const std::size_t at = line.find(marker);
  if (at == std::string::npos) Give("swornd did not become ready: " + line);
  address_ =
      line.substr(at + marker.size(), line.find(' ', at + marker.size()) - at - marker.size());
}

DaemonProcess::~DaemonProcess() { Kill(); }

void DaemonProcess::Signal(int signal) {
  if (pid_ < 0) return;
  kill(pid_, signal);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
}

std::uint64_t DaemonProcess::ResidentBytes() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return 1024 * std::strtoull(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

int RunProgram(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const pid_t pid = Start(program, arguments, null);
  close(null);
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

}  // namespace sworn::bench
