// SPDX-License-Identifier: MIT
// Stands in where there is no OpenCV.
#include <stdexcept>

#include "trainer/comparison/filler.h"

namespace p2p {

FillerPtr classical_filler(const std::string& name) {
  throw std::runtime_error("'" + name +
                           "' is OpenCV's, and this pix2pix-trainer was built "
                           "without it: leave it out of --rivals");
}

bool has_classical_fillers() { return false; }

}  // namespace p2p
