// SPDX-License-Identifier: MIT
// What the values of a picture mean, and so how they may be mixed.
#pragma once

namespace p2p {

enum class PictureKind {
  kPicture,  ///< light: bicubic
  kMask,     ///< a share, 0 to 1: averaged over areas, so thin lines survive
  kLabels    ///< numbers or colours of classes: never mixed
};

/// Of the two halves of a pair.
struct PairKinds {
  PictureKind a = PictureKind::kPicture;
  PictureKind b = PictureKind::kPicture;
};

}  // namespace p2p
