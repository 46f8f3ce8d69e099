// SPDX-License-Identifier: MIT
// The properties that users set, apart from the GObject that has them.
#pragma once

#include <glib-object.h>

#include "gst-plugin/engine.h"
#include "gst-plugin/mask_settings.h"
#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// Everything that can be set. A plain value: copied under a lock.
struct FilterProperties {
  FilterSettings settings;          ///< read when the element starts
  P2pComposition composition = {};  ///< read for every frame
  MaskSettings mask;                ///< likewise
  FilterProperties();
};

/// Installs them under the ids 1 to the number returned.
guint install_filter_properties(GObjectClass* klass);

/// Whether there is such a property.
bool set_filter_property(FilterProperties& properties, guint id,
                         const GValue* value);
bool get_filter_property(const FilterProperties& properties, guint id,
                         GValue* value);

}  // namespace p2p
