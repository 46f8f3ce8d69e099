// SPDX-License-Identifier: MIT
// Cut, then append line by line.
#include "trainer/training/loss_file.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

namespace p2p {
namespace {

constexpr const char* kFirstColumn = "step";

/// What of a file is kept.
struct Kept {
  uintmax_t bytes = 0;
  std::string heading;
};

/// The number before the first comma; 0 if there is none.
int64_t step_of(const std::string& line) {
  int64_t step = 0;
  const char* end = line.data() + line.size();
  const auto found = std::from_chars(line.data(), end, step);
  return found.ec == std::errc() && found.ptr != end && *found.ptr == ',' ? step
                                                                          : 0;
}

Kept lines_until(const std::filesystem::path& path, int64_t steps) {
  Kept kept;
  if (steps == 0) return kept;
  std::ifstream file(path, std::ios::binary);
  // A last line without an end is one that was being written.
  for (std::string line; std::getline(file, line) && !file.eof();) {
    const bool heading = line.starts_with(kFirstColumn);
    const int64_t step = step_of(line);
    if (!heading && (step < 1 || step > steps)) break;
    kept.bytes += line.size() + 1;
    if (heading) kept.heading = line;
  }
  return kept;
}

std::string heading_of(const NamedLosses& losses) {
  std::string text = std::string(kFirstColumn) + ",epoch,lr";
  for (const auto& [name, value] : losses) (text += ',') += name;
  return text;
}

std::string number(double value) {
  char text[32];
  // Enough to tell any two floats apart.
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

}  // namespace

LossFile::LossFile(const std::filesystem::path& path, int64_t steps)
    : path_(path) {
  const Kept kept = lines_until(path, steps);
  heading_ = kept.heading;
  std::error_code error;
  if (std::filesystem::exists(path, error))
    std::filesystem::resize_file(path, kept.bytes, error);
  if (error)
    errno = error.value();
  else
    file_.reset(std::fopen(path.c_str(), "ab"));
  if (!file_) fail();
}

void LossFile::add(int64_t step, int epoch, double lr,
                   const NamedLosses& losses) {
  if (const std::string heading = heading_of(losses); heading != heading_) {
    write(heading);
    heading_ = heading;
  }
  std::string line =
      std::to_string(step) + "," + std::to_string(epoch) + "," + number(lr);
  for (const auto& [name, value] : losses) (line += ',') += number(value);
  write(line);
}

void LossFile::write(const std::string& text) {
  if (std::fputs((text + "\n").c_str(), file_.get()) < 0 ||
      std::fflush(file_.get()) != 0)
    fail();
}

void LossFile::sync() {
  if (::fsync(::fileno(file_.get())) != 0) fail();
}

void LossFile::fail() const {
  throw std::runtime_error("cannot write '" + path_.string() +
                           "': " + std::strerror(errno) +
                           "; free some room, or choose another --runs-dir");
}

}  // namespace p2p
