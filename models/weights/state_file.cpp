// SPDX-License-Identifier: MIT
// The format by its first bytes.
#include "models/weights/state_file.h"

#include <string>

#include "models/weights/torch_file.h"

namespace p2p {

NamedTensors read_state(const std::filesystem::path& path) {
  if (is_torch_file(path)) return read_torch_file(path);
  try {
    return tensors_of(SafetensorsFile::read(path));
  } catch (const FileFormatError& error) {
    throw FileFormatError(std::string(error.what()) +
                          "; nor did PyTorch's torch.save write it");
  }
}

}  // namespace p2p
