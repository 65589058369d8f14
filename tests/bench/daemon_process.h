// A swornd of one's own: started, watched, killed.
//
//   DaemonProcess daemon(program, home);
//   daemon.address();          // "127.0.0.1:41873", from its ready line
//   daemon.ResidentBytes();
//   daemon.Stop();             // SIGTERM, and waits
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sworn::bench {

class DaemonProcess {
 public:
  // Returns when it is ready; ends the program, saying why, when it does not become so.
  DaemonProcess(const std::filesystem::path& program, const std::filesystem::path& config);
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  const std::string& address() const { return address_; }
  double start_seconds() const { return start_seconds_; }
  std::uint64_t ResidentBytes() const;
  void Stop() { Signal(15); }
  void Kill() { Signal(9); }

 private:
  void Signal(int signal);

  pid_t pid_ = -1;
  std::string address_;
  double start_seconds_ = 0;
};

// Runs a program to its end; its exit status.
int RunProgram(const std::filesystem::path& program, const std::vector<std::string>& arguments);

}  // namespace sworn::bench
