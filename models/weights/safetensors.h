// SPDX-License-Identifier: MIT
// The .safetensors container: named arrays of bytes and a map of texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace p2p {

/// Element types that this project reads and writes.
enum class DType { kF64, kF32, kF16, kBF16, kI64, kI32, kU8 };

/// Bytes of one element.
size_t size_of(DType dtype);
/// The name used in the file: "F32", "BF16", ...
const char* to_string(DType dtype);
/// "[64, 3, 4, 4]"
std::string shape_to_string(const std::vector<int64_t>& shape);

/// Something is wrong with a file that was read; the message names the file,
/// the key where there is one, and what was wanted and found.
class FileFormatError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One array of an open file. `bytes` lives as long as the file object.
struct TensorEntry {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<int64_t> shape;
  std::span<const std::byte> bytes;  ///< little endian, row-major
};

/// A .safetensors file in memory. Every offset, size and type has been checked
/// before the object exists. Immutable, so any thread may read it.
class SafetensorsFile {
 public:
  /// Reads the whole file into owned memory: a file that is truncated or
  /// replaced later does no harm. For models.
  static SafetensorsFile read(const std::filesystem::path& path);

  /// Maps the file. Somebody who truncates it meanwhile ends the process with
  /// SIGBUS: for packed data sets in the trainer only, never in a host.
  static SafetensorsFile map(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  const std::map<std::string, std::string>& metadata() const {
    return metadata_;
  }
  /// In the order of their bytes.
  const std::vector<TensorEntry>& entries() const { return entries_; }
  /// nullptr if there is none of this name.
  const TensorEntry* find(const std::string& name) const;

 private:
  SafetensorsFile(std::filesystem::path path,
                  std::shared_ptr<const std::byte> bytes, size_t size);

  std::filesystem::path path_;
  std::shared_ptr<const std::byte> bytes_;
  std::map<std::string, std::string> metadata_;
  std::vector<TensorEntry> entries_;
  std::map<std::string, size_t> index_;
};

/// One array to be written. `bytes` is called once, when its turn comes, so
/// that a file may be larger than memory; it must yield exactly the bytes that
/// dtype and shape announce, valid until the next call.
struct TensorSource {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<int64_t> shape;
  std::function<std::span<const std::byte>()> bytes;
};

/// Writes atomically; throws std::runtime_error and leaves nothing behind when
/// it cannot.
void write_safetensors(const std::filesystem::path& path,
                       const std::map<std::string, std::string>& metadata,
                       const std::vector<TensorSource>& tensors);

}  // namespace p2p
