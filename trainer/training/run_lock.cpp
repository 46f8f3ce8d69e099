// SPDX-License-Identifier: MIT
// flock(2) on a file that holds the process's number.
#include "trainer/training/run_lock.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace p2p {
namespace {

std::string holder(int fd) {
  std::array<char, 32> text{};
  const ssize_t length = ::pread(fd, text.data(), text.size(), 0);
  return length > 0 ? std::string(text.data(), static_cast<size_t>(length))
                    : "another one";
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / ".lock";
  fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0)
    throw std::system_error(errno, std::generic_category(),
                            "cannot write '" + file.string() + "'");
  // File systems that know no locks have none.
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    const std::string process = holder(fd_);
    ::close(fd_);
    throw std::runtime_error("'" + folder.string() +
                             "' is being trained by process " + process +
                             ": wait for it or stop it, or choose another "
                             "--name");
  }
  const std::string own = std::to_string(::getpid());
  if (::ftruncate(fd_, 0) != 0 ||
      ::pwrite(fd_, own.data(), own.size(), 0) < 0) {
    // Only the message of others is poorer for it.
  }
}

RunLock::~RunLock() { ::close(fd_); }

}  // namespace p2p
