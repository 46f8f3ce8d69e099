// SPDX-License-Identifier: MIT
// Which container it is. LibTorch's own Unpickler is not for files of unknown
// origin: it forgets an OrderedDict's items and believes offsets, sizes and
// strides.
#include "models/weights/torch_file.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <c10/util/Exception.h>

#include "models/weights/pickle.h"
#include "models/weights/torch_containers.h"

namespace p2p {
namespace {

std::ifstream open(const std::filesystem::path& path) {
  if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path))
    throw FileFormatError("'" + path.string() + "' is not a regular file");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw std::system_error(errno, std::generic_category(),
                            "cannot read '" + path.string() + "'");
  return in;
}

bool starts_with(std::istream& in, std::string_view wanted) {
  std::string start(wanted.size(), '\0');
  in.seekg(0).read(start.data(), static_cast<std::streamsize>(start.size()));
  const bool found = in && start == wanted;
  in.clear();
  in.seekg(0);
  return found;
}

}  // namespace

bool is_torch_file(const std::filesystem::path& path) {
  std::ifstream in = open(path);
  return starts_with(in, kTorchArchiveStart) ||
         starts_with(in, kTorchLegacyStart);
}

NamedTensors read_torch_file(const std::filesystem::path& path) {
  const std::string name = "'" + path.string() + "' ";
  // LibTorch's own text speaks to those who debug it.
  const std::string damaged =
      name +
      "is damaged, truncated or not of torch.save: get it again, or load it "
      "with torch.load and save its state dict";
  std::ifstream in = open(path);
  try {
    const size_t size = std::filesystem::file_size(path);
    if (starts_with(in, kTorchArchiveStart))
      return read_torch_archive(path, size);
    if (starts_with(in, kTorchLegacyStart)) return read_torch_legacy(in, size);
  } catch (const PickleError& error) {
    throw FileFormatError(name + error.what());
  } catch (const c10::Error&) {
    throw FileFormatError(damaged);
  } catch (const std::logic_error&) {  // an archive whose version is no number
    throw FileFormatError(damaged);
  }
  throw FileFormatError(name +
                        "is not a file of torch.save: it begins neither as a "
                        "zip archive nor with PyTorch's magic number");
}

}  // namespace p2p
