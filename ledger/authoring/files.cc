#include "ledger/authoring/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace sworn::authoring {
namespace {

Error SystemError(std::string_view action, const std::filesystem::path& path, int error) {
  const Reason reason = error == ENOENT ? Reason::kNotFound : Reason::kStorageFailed;
  return Fail(reason, "could not " + std::string(action) + " " + path.string() + ": " +
                          std::generic_category().message(error));
}

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

 private:
  const int value_;
};

Status WriteAll(int descriptor, std::string_view content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("write", path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor) != 0) return SystemError("sync", path, errno);
  return Ok();
}

Status WriteFile(const std::filesystem::path& path, std::string_view content, FileAccess access,
                 int flags) {
  const mode_t mode = access == FileAccess::kOwnerOnly ? 0600 : 0644;
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode));
  if (file.get() < 0) {
    if (errno == EEXIST) {
      return Fail(Reason::kAlreadyRegistered, path.string() + " exists; it is never overwritten");
    }
    return SystemError("create", path, errno);
  }
  return WriteAll(file.get(), content, path);
}

}  // namespace

Result<std::string> ReadFile(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return SystemError("open", path, errno);
  std::string content;
  std::array<char, 65'536> buffer{};
  while (true) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError("read", path, errno);
    if (count == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

Status WriteNewFile(const std::filesystem::path& path, std::string_view content,
                    FileAccess access) {
  return WriteFile(path, content, access, O_EXCL);
}

Status ReplaceFile(const std::filesystem::path& path, std::string_view content, FileAccess access) {
  std::filesystem::path next = path;
  next += ".new";
  SWORN_RETURN_IF_ERROR(WriteFile(next, content, access, O_TRUNC));
  if (::rename(next.c_str(), path.c_str()) != 0) return SystemError("rename", next, errno);
  return Ok();
}

Status MakeDirectory(const std::filesystem::path& path, FileAccess access) {
  std::error_code error;
  const bool created = std::filesystem::create_directories(path, error);
  if (error) return SystemError("create the directory", path, error.value());
  if (created && access == FileAccess::kOwnerOnly && ::chmod(path.c_str(), 0700) != 0) {
    return SystemError("protect the directory", path, errno);
  }
  return Ok();
}

}  // namespace sworn::authoring
