// SPDX-License-Identifier: MIT
// The C++ side of torch.autocast.
#include "trainer/training/autocast.h"

#include <ATen/autocast_mode.h>

namespace p2p {

Autocast::Autocast(torch::Device device, bool enabled)
    : device_(device.type()), enabled_(enabled) {
  if (!enabled_) return;
  enabled_before_ = at::autocast::is_autocast_enabled(device_);
  type_before_ = at::autocast::get_autocast_dtype(device_);
  at::autocast::set_autocast_dtype(device_, torch::kBFloat16);
  at::autocast::set_autocast_enabled(device_, true);
  at::autocast::increment_nesting();
}

Autocast::~Autocast() {
  if (!enabled_) return;
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(device_, enabled_before_);
  at::autocast::set_autocast_dtype(device_, type_before_);
}

}  // namespace p2p
