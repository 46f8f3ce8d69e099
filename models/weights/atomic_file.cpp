// SPDX-License-Identifier: MIT
// Temporary name, fsync, rename.
#include "models/weights/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace p2p {
namespace {

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

/// A rename is durable only once its folder is.
void sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

const char* remedy(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return "free some space or choose another disk";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder that you may write to";
    case ENOENT:
      return "make the folder first";
    default:
      return "nothing was changed";
  }
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path)
    : path_(std::move(path)),
      // The extension stays last: picture writers choose the format by it.
      temporary_(folder_of(path_) / (".tmp-" + std::to_string(::getpid()) +
                                     "-" + path_.filename().string())) {
  fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
               0644);
  if (fd_ < 0) fail("cannot create", errno);
}

AtomicFile::~AtomicFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("cannot write", errno);
    bytes = bytes.subspan(static_cast<size_t>(n));
  }
}

void AtomicFile::write(std::string_view text) {
  write(std::as_bytes(std::span(text)));
}

void AtomicFile::commit() {
  if (::fsync(fd_) != 0) fail("cannot write", errno);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0)
    fail("cannot replace", errno);
  ::close(std::exchange(fd_, -1));
  sync_folder(folder_of(path_));
}

void AtomicFile::fail(const char* what, int error) const {
  throw std::runtime_error(std::string(what) + " '" + path_.string() +
                           "': " + std::strerror(error) + "; " + remedy(error));
}

}  // namespace p2p
