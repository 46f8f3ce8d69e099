// SPDX-License-Identifier: MIT
// Layout: u64 header length, JSON header, bytes of all tensors without gaps
// (github.com/huggingface/safetensors, "Format").
#include "models/weights/safetensors.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <limits>
#include <optional>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "models/weights/atomic_file.h"

namespace p2p {
namespace {

using Json = nlohmann::json;

static_assert(std::endian::native == std::endian::little,
              "the file format is little endian");

constexpr size_t kLengthBytes = 8;
/// The Python package's limit: no sane header is larger.
constexpr uint64_t kMaxHeader = 100'000'000;

struct DTypeRow {
  DType dtype;
  const char* name;
  size_t size;
};
constexpr DTypeRow kDTypes[] = {
    {DType::kF64, "F64", 8},   {DType::kF32, "F32", 4}, {DType::kF16, "F16", 2},
    {DType::kBF16, "BF16", 2}, {DType::kI64, "I64", 8}, {DType::kI32, "I32", 4},
    {DType::kU8, "U8", 1},
};

const DTypeRow& row_of(DType dtype) {
  for (const DTypeRow& row : kDTypes)
    if (row.dtype == dtype) return row;
  throw std::invalid_argument("unknown element type");
}

std::optional<DType> dtype_from_string(const std::string& name) {
  for (const DTypeRow& row : kDTypes)
    if (name == row.name) return row.dtype;
  return std::nullopt;
}

[[noreturn]] void refuse(const std::filesystem::path& path,
                         const std::string& what) {
  throw FileFormatError("'" + path.string() + "' " + what);
}

/// Bytes of a tensor, or nothing if that overflows.
std::optional<size_t> byte_size(DType dtype,
                                const std::vector<int64_t>& shape) {
  size_t size = size_of(dtype);
  for (const int64_t n : shape) {
    if (n < 0) return std::nullopt;
    const auto count = static_cast<size_t>(n);
    if (count != 0 && size > std::numeric_limits<size_t>::max() / count)
      return std::nullopt;
    size *= count;
  }
  return size;
}

/// Reads one header member into a TensorEntry over `data`.
class HeaderParser {
 public:
  HeaderParser(const std::filesystem::path& path,
               std::span<const std::byte> data)
      : path_(path), data_(data) {}

  TensorEntry entry(const std::string& name, const Json& json) const {
    TensorEntry entry{.name = name, .dtype = {}, .shape = {}, .bytes = {}};
    std::vector<uint64_t> offsets;
    try {
      entry.dtype = dtype(name, json.at("dtype").get<std::string>());
      json.at("shape").get_to(entry.shape);
      json.at("data_offsets").get_to(offsets);
    } catch (const Json::exception&) {
      fail(name, "lacks a proper dtype, shape or data_offsets");
    }
    if (offsets.size() != 2) fail(name, "has not two data_offsets");
    entry.bytes = bytes(entry, offsets[0], offsets[1]);
    return entry;
  }

 private:
  DType dtype(const std::string& name, const std::string& text) const {
    const std::optional<DType> found = dtype_from_string(text);
    if (!found) fail(name, "has element type " + text + ", which is not read");
    return *found;
  }

  std::span<const std::byte> bytes(const TensorEntry& entry, uint64_t begin,
                                   uint64_t end) const {
    if (begin > end || end > data_.size())
      fail(entry.name, "lies at bytes " + std::to_string(begin) + " to " +
                           std::to_string(end) + " of " +
                           std::to_string(data_.size()) +
                           ": the file is truncated or corrupt");
    const std::optional<size_t> wanted = byte_size(entry.dtype, entry.shape);
    if (!wanted || *wanted != end - begin)
      fail(entry.name, "has " + std::to_string(end - begin) + " bytes, but " +
                           to_string(entry.dtype) + " " +
                           shape_to_string(entry.shape) + " needs " +
                           (wanted ? std::to_string(*wanted) : "too many"));
    return data_.subspan(begin, end - begin);
  }

  [[noreturn]] void fail(const std::string& name,
                         const std::string& what) const {
    refuse(path_,
           "is not a valid .safetensors file: tensor '" + name + "' " + what);
  }

  const std::filesystem::path& path_;
  std::span<const std::byte> data_;
};

/// Refuses a file that its first bytes betray, so that it is not read whole.
void check_start(const std::filesystem::path& path,
                 std::span<const std::byte> start, size_t size) {
  uint64_t length = 0;
  if (start.size() <= kLengthBytes) return;  // header_bytes() says so
  std::memcpy(&length, start.data(), kLengthBytes);
  if (length > kMaxHeader || static_cast<char>(start[kLengthBytes]) != '{')
    refuse(path, "is not a .safetensors file");
  if (length > size - kLengthBytes)
    refuse(path, "is truncated: its header alone needs " +
                     std::to_string(length + kLengthBytes) + " bytes, it has " +
                     std::to_string(size));
}

std::span<const std::byte> header_bytes(const std::filesystem::path& path,
                                        std::span<const std::byte> file) {
  if (file.size() < kLengthBytes + 2)
    refuse(path, "is not a .safetensors file: it has only " +
                     std::to_string(file.size()) + " bytes");
  check_start(path, file.first(kLengthBytes + 1), file.size());
  uint64_t length = 0;
  std::memcpy(&length, file.data(), kLengthBytes);
  return file.subspan(kLengthBytes, length);
}

Json parse_header(const std::filesystem::path& path,
                  std::span<const std::byte> header) {
  const auto* text = reinterpret_cast<const char*>(header.data());
  Json json = Json::parse(text, text + header.size(), nullptr,
                          /*allow_exceptions=*/false);
  if (!json.is_object())
    refuse(path, "is not a valid .safetensors file: its header is not JSON");
  return json;
}

std::map<std::string, std::string> parse_metadata(
    const std::filesystem::path& path, const Json& header) {
  const auto found = header.find("__metadata__");
  if (found == header.end()) return {};
  try {
    return found->get<std::map<std::string, std::string>>();
  } catch (const Json::exception&) {
    refuse(path, "is not a valid .safetensors file: its metadata is not text");
  }
}

/// The format allows neither gaps nor overlaps.
void check_coverage(const std::filesystem::path& path,
                    const std::vector<TensorEntry>& entries,
                    std::span<const std::byte> data) {
  const std::byte* expected = data.data();
  for (const TensorEntry& entry : entries) {
    if (entry.bytes.data() != expected)
      refuse(path, "is not a valid .safetensors file: tensor '" + entry.name +
                       "' overlaps another or leaves a gap");
    expected += entry.bytes.size();
  }
  if (expected != data.data() + data.size())
    refuse(path, "is not a valid .safetensors file: " +
                     std::to_string(data.data() + data.size() - expected) +
                     " bytes at its end belong to no tensor");
}

/// Closes a file descriptor at the end of a scope; a pipe does not block it.
class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path)
      : path_(path),
        fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (fd_ < 0) fail();
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  size_t size() const {
    struct stat info {};
    if (::fstat(fd_, &info) != 0) fail();
    if (!S_ISREG(info.st_mode)) refuse(path_, "is not a regular file");
    return static_cast<size_t>(info.st_size);
  }
  [[noreturn]] void fail() const {
    throw std::system_error(errno, std::generic_category(),
                            "cannot read '" + path_.string() + "'");
  }

 private:
  const std::filesystem::path& path_;
  int fd_;
};

/// Reads until `size` bytes or the end: the file may shrink meanwhile.
size_t read_up_to(const Descriptor& file, std::byte* bytes, size_t size) {
  size_t done = 0;
  while (done < size) {
    const ssize_t n = ::read(file.get(), bytes + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) file.fail();
    if (n == 0) break;
    done += static_cast<size_t>(n);
  }
  return done;
}

Json header_json(const std::map<std::string, std::string>& metadata,
                 const std::vector<TensorSource>& tensors) {
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  uint64_t offset = 0;
  for (const TensorSource& tensor : tensors) {
    const std::optional<size_t> size = byte_size(tensor.dtype, tensor.shape);
    if (!size)
      throw std::invalid_argument("tensor '" + tensor.name +
                                  "' has an impossible shape");
    if (header.contains(tensor.name))
      throw std::invalid_argument("tensor '" + tensor.name + "' comes twice");
    header[tensor.name] = {{"dtype", to_string(tensor.dtype)},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, offset + *size}}};
    offset += *size;
  }
  return header;
}

}  // namespace

size_t size_of(DType dtype) { return row_of(dtype).size; }
const char* to_string(DType dtype) { return row_of(dtype).name; }

std::string shape_to_string(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

SafetensorsFile::SafetensorsFile(std::filesystem::path path,
                                 std::shared_ptr<const std::byte> bytes,
                                 size_t size)
    : path_(std::move(path)), bytes_(std::move(bytes)) {
  const std::span<const std::byte> file(bytes_.get(), size);
  const std::span<const std::byte> header = header_bytes(path_, file);
  const std::span<const std::byte> data =
      file.subspan(kLengthBytes + header.size());
  const Json json = parse_header(path_, header);
  metadata_ = parse_metadata(path_, json);
  const HeaderParser parser(path_, data);
  for (const auto& [name, value] : json.items())
    if (name != "__metadata__") entries_.push_back(parser.entry(name, value));
  std::sort(entries_.begin(), entries_.end(),
            [](const TensorEntry& a, const TensorEntry& b) {
              return std::pair(a.bytes.data(), a.bytes.size()) <
                     std::pair(b.bytes.data(), b.bytes.size());
            });
  check_coverage(path_, entries_, data);
  for (size_t i = 0; i < entries_.size(); ++i) index_[entries_[i].name] = i;
}

SafetensorsFile SafetensorsFile::read(const std::filesystem::path& path) {
  const Descriptor file(path);
  const size_t size = file.size();
  std::byte start[kLengthBytes + 1];
  const size_t begun = read_up_to(file, start, std::min(size, sizeof start));
  check_start(path, {start, begun}, size);
  std::shared_ptr<std::byte> bytes(new std::byte[size ? size : 1],
                                   std::default_delete<std::byte[]>());
  std::copy_n(start, begun, bytes.get());
  const size_t rest = read_up_to(file, bytes.get() + begun, size - begun);
  return {path, std::move(bytes), begun + rest};
}

SafetensorsFile SafetensorsFile::map(const std::filesystem::path& path) {
  const Descriptor file(path);
  const size_t size = file.size();
  if (size == 0) refuse(path, "is empty");
  void* address =
      ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), /*offset=*/0);
  if (address == MAP_FAILED) file.fail();
  std::shared_ptr<const std::byte> bytes(
      static_cast<const std::byte*>(address), [size](const std::byte* p) {
        ::munmap(const_cast<std::byte*>(p), size);
      });
  return {path, std::move(bytes), size};
}

const TensorEntry* SafetensorsFile::find(const std::string& name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &entries_[found->second];
}

void write_safetensors(const std::filesystem::path& path,
                       const std::map<std::string, std::string>& metadata,
                       const std::vector<TensorSource>& tensors) {
  std::string header =
      header_json(metadata, tensors)
          .dump(-1, ' ', false, Json::error_handler_t::replace);
  header.resize((header.size() + 7) / 8 * 8, ' ');  // data starts aligned
  const uint64_t length = header.size();
  AtomicFile file(path);
  file.write(std::as_bytes(std::span(&length, 1)));
  file.write(header);
  for (const TensorSource& tensor : tensors) {
    const std::span<const std::byte> bytes = tensor.bytes();
    if (bytes.size() != *byte_size(tensor.dtype, tensor.shape))
      throw std::logic_error("tensor '" + tensor.name +
                             "' yields another number of bytes than announced");
    file.write(bytes);
  }
  file.commit();
}

}  // namespace p2p
