// SPDX-License-Identifier: MIT
// Names, ranges, defaults, and what is said about them in gst-inspect-1.0.
#include "gst-plugin/filter_properties.h"

#include <string>

#include <gst/gst.h>

#include "gst-plugin/filter_enums.h"

namespace p2p {
namespace {

constexpr char kDefaultDevice[] = "auto";
constexpr auto kDefaultPrecision = P2P_PRECISION_AUTO;
constexpr auto kDefaultNormStats = P2P_NORM_STATS_AUTO;
constexpr int kDefaultThreads = 0;
constexpr int kMaxThreads = 1024;
constexpr int kDefaultTileSize = 0;
constexpr int kMaxTileSize = 16384;
constexpr int kDefaultMemoryLimit = 0;
constexpr auto kDefaultOutputMode = P2P_OUTPUT_PICTURE;
constexpr guint kDefaultOverlayColour = 0xA000FF00;
constexpr double kDefaultThreshold = 0.0;
constexpr auto kDefaultMaskSource = MaskSource::kNone;
constexpr guint kDefaultKeyColour = 0xFF00FF00;
constexpr int kDefaultKeyTolerance = 16;
constexpr int kMaxRegionMargin = 4096;
constexpr int kDefaultFeather = 0;
constexpr int kMaxFeather = 255;

enum Property : guint {
  PROP_0,
  PROP_MODEL,
  PROP_DEVICE,
  PROP_PRECISION,
  PROP_NORM_STATS,
  PROP_THREADS,
  PROP_TILE_SIZE,
  PROP_MEMORY_LIMIT,
  PROP_OUTPUT_MODE,
  PROP_OVERLAY_COLOR,
  PROP_THRESHOLD,
  PROP_MASK_SOURCE,
  PROP_MASK_LOCATION,
  PROP_MASK_POLARITY,
  PROP_KEY_COLOR,
  PROP_KEY_TOLERANCE,
  PROP_ROI_TYPE,
  PROP_ROI_MARGIN,
  PROP_FEATHER,
  N_PROPERTIES,
};

std::string string_from(const GValue* value) {
  const gchar* text = g_value_get_string(value);
  return text ? text : "";
}

/// Unset strings are NULL.
void set_string(GValue* value, const std::string& text) {
  g_value_set_string(value, text.empty() ? nullptr : text.c_str());
}

constexpr auto kReadWrite =
    static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
constexpr auto kBeforeStart =
    static_cast<GParamFlags>(kReadWrite | GST_PARAM_MUTABLE_READY);
constexpr auto kAnyTime =
    static_cast<GParamFlags>(kReadWrite | GST_PARAM_MUTABLE_PLAYING);
constexpr auto kAnimated =
    static_cast<GParamFlags>(kAnyTime | GST_PARAM_CONTROLLABLE);

void install_settings(GObjectClass* klass) {
  const auto install = [klass](guint id, GParamSpec* spec) {
    g_object_class_install_property(klass, id, spec);
  };
  install(PROP_MODEL, g_param_spec_string(
                          "model", "Model",
                          "Path of the model: a .safetensors file written by "
                          "pix2pix-trainer",
                          nullptr, kBeforeStart));
  install(PROP_DEVICE,
          g_param_spec_string("device", "Device",
                              "Where to run: auto (CUDA if there is a usable "
                              "device, else the CPU), cpu, cuda or cuda:N",
                              kDefaultDevice, kBeforeStart));
  install(PROP_PRECISION, g_param_spec_enum("precision", "Precision",
                                            "Arithmetic of the network",
                                            GST_TYPE_PIX2PIX_FILTER_PRECISION,
                                            kDefaultPrecision, kBeforeStart));
  install(PROP_NORM_STATS,
          g_param_spec_enum("norm-stats", "Norm statistics",
                            "Statistics that the normalisation layers use",
                            GST_TYPE_PIX2PIX_FILTER_NORM_STATS,
                            kDefaultNormStats, kBeforeStart));
  install(PROP_THREADS,
          g_param_spec_int("threads", "Threads",
                           "CPU threads of the network; 0: one for each core",
                           0, kMaxThreads, kDefaultThreads, kBeforeStart));
  install(PROP_TILE_SIZE,
          g_param_spec_int(
              "tile-size", "Tile size",
              "Frames larger than this many pixels are run in overlapping "
              "tiles of this size, which needs less memory; 0: whole frames. "
              "With norm statistics 'running' only",
              0, kMaxTileSize, kDefaultTileSize, kBeforeStart));
  install(PROP_MEMORY_LIMIT,
          g_param_spec_int(
              "memory-limit", "Memory limit",
              "MiB that a frame may take inside the network; frames that would "
              "take more are run in the largest tiles that fit; 0: no limit",
              0, G_MAXINT, kDefaultMemoryLimit, kBeforeStart));
}

void install_composition(GObjectClass* klass) {
  const auto install = [klass](guint id, GParamSpec* spec) {
    g_object_class_install_property(klass, id, spec);
  };
  install(PROP_OUTPUT_MODE,
          g_param_spec_enum("output-mode", "Output mode",
                            "What to show of a model with one output channel",
                            GST_TYPE_PIX2PIX_FILTER_OUTPUT_MODE,
                            kDefaultOutputMode, kAnyTime));
  install(PROP_OVERLAY_COLOR,
          g_param_spec_uint(
              "overlay-color", "Overlay colour",
              "Colour of the overlay (big-endian ARGB); its alpha is how much "
              "covers the picture where the mask is white",
              0, G_MAXUINT32, kDefaultOverlayColour, kAnimated));
  install(PROP_THRESHOLD,
          g_param_spec_double(
              "threshold", "Threshold",
              "Of models with one output channel: from this value on the mask "
              "is white, below it black; 0: the mask stays soft",
              0.0, 1.0, kDefaultThreshold, kAnimated));
}

void install_mask(GObjectClass* klass) {
  const auto install = [klass](guint id, GParamSpec* spec) {
    g_object_class_install_property(klass, id, spec);
  };
  install(PROP_MASK_SOURCE,
          g_param_spec_enum("mask-source", "Mask source",
                            "Where a model that fills holes sees them; a frame "
                            "without holes passes as it is",
                            GST_TYPE_PIX2PIX_FILTER_MASK_SOURCE,
                            static_cast<int>(kDefaultMaskSource), kAnyTime));
  install(PROP_MASK_LOCATION,
          g_param_spec_string(
              "mask-location", "Mask location",
              "For mask-source=file: path of a picture, a PNG for instance, in "
              "which the holes are white; stretched over the frame. Read again "
              "whenever it is set",
              nullptr, kAnyTime));
  install(PROP_MASK_POLARITY,
          g_param_spec_enum("mask-polarity", "Mask polarity",
                            "Which side of the mask is hole",
                            GST_TYPE_PIX2PIX_FILTER_MASK_POLARITY, FALSE,
                            kAnyTime));
  install(PROP_KEY_COLOR,
          g_param_spec_uint(
              "key-color", "Key colour",
              "For mask-source=color-key: the colour of holes (big-endian "
              "ARGB; alpha means nothing)",
              0, G_MAXUINT32, kDefaultKeyColour, kAnimated));
  install(PROP_KEY_TOLERANCE,
          g_param_spec_int("key-tolerance", "Key tolerance",
                           "For mask-source=color-key: how many of 255 levels "
                           "red, green and blue may each be off",
                           0, 255, kDefaultKeyTolerance, kAnimated));
  install(PROP_ROI_TYPE,
          g_param_spec_string("roi-type", "Region type",
                              "For mask-source=roi: the type of the regions "
                              "that are holes; unset: of any",
                              nullptr, kAnyTime));
  install(PROP_ROI_MARGIN,
          g_param_spec_int("roi-margin", "Region margin",
                           "For mask-source=roi: pixels by which regions grow "
                           "on every side",
                           0, kMaxRegionMargin, 0, kAnimated));
  install(
      PROP_FEATHER,
      g_param_spec_int("feather", "Feather",
                       "Pixels around a hole over which what fills it fades "
                       "into the frame; 0: none",
                       0, kMaxFeather, kDefaultFeather, kAnimated));
}

bool set_mask_property(MaskSettings& mask, guint id, const GValue* value) {
  switch (id) {
    case PROP_MASK_SOURCE:
      mask.source = static_cast<MaskSource>(g_value_get_enum(value));
      return true;
    case PROP_MASK_LOCATION:
      mask.location = string_from(value);
      ++mask.location_version;
      return true;
    case PROP_MASK_POLARITY:
      mask.black_is_hole = g_value_get_enum(value);
      return true;
    case PROP_KEY_COLOR:
      mask.key_colour = g_value_get_uint(value);
      return true;
    case PROP_KEY_TOLERANCE:
      mask.key_tolerance = g_value_get_int(value);
      return true;
    case PROP_ROI_TYPE:
      mask.region_type = string_from(value);
      return true;
    case PROP_ROI_MARGIN:
      mask.region_margin = g_value_get_int(value);
      return true;
    default:
      return false;
  }
}

bool get_mask_property(const MaskSettings& mask, guint id, GValue* value) {
  switch (id) {
    case PROP_MASK_SOURCE:
      g_value_set_enum(value, static_cast<int>(mask.source));
      return true;
    case PROP_MASK_LOCATION:
      set_string(value, mask.location);
      return true;
    case PROP_MASK_POLARITY:
      g_value_set_enum(value, mask.black_is_hole);
      return true;
    case PROP_KEY_COLOR:
      g_value_set_uint(value, mask.key_colour);
      return true;
    case PROP_KEY_TOLERANCE:
      g_value_set_int(value, mask.key_tolerance);
      return true;
    case PROP_ROI_TYPE:
      set_string(value, mask.region_type);
      return true;
    case PROP_ROI_MARGIN:
      g_value_set_int(value, mask.region_margin);
      return true;
    default:
      return false;
  }
}

}  // namespace

FilterProperties::FilterProperties() {
  composition.mode = kDefaultOutputMode;
  composition.overlay_colour = kDefaultOverlayColour;
  composition.threshold = kDefaultThreshold;
  composition.feather = kDefaultFeather;
  mask.source = kDefaultMaskSource;
  mask.key_colour = kDefaultKeyColour;
  mask.key_tolerance = kDefaultKeyTolerance;
}

guint install_filter_properties(GObjectClass* klass) {
  install_settings(klass);
  install_composition(klass);
  install_mask(klass);
  return N_PROPERTIES - 1;
}

bool set_filter_property(FilterProperties& properties, guint id,
                         const GValue* value) {
  if (set_mask_property(properties.mask, id, value)) return true;
  FilterSettings& settings = properties.settings;
  P2pComposition& composition = properties.composition;
  switch (id) {
    case PROP_MODEL:
      settings.model = string_from(value);
      return true;
    case PROP_DEVICE:
      settings.device = string_from(value);
      return true;
    case PROP_PRECISION:
      settings.precision = static_cast<P2pPrecision>(g_value_get_enum(value));
      return true;
    case PROP_NORM_STATS:
      settings.norm_stats = static_cast<P2pNormStats>(g_value_get_enum(value));
      return true;
    case PROP_THREADS:
      settings.threads = g_value_get_int(value);
      return true;
    case PROP_TILE_SIZE:
      settings.tile_size = g_value_get_int(value);
      return true;
    case PROP_MEMORY_LIMIT:
      settings.memory_limit = g_value_get_int(value);
      return true;
    case PROP_OUTPUT_MODE:
      composition.mode = static_cast<P2pOutputMode>(g_value_get_enum(value));
      return true;
    case PROP_OVERLAY_COLOR:
      composition.overlay_colour = g_value_get_uint(value);
      return true;
    case PROP_THRESHOLD:
      composition.threshold = g_value_get_double(value);
      return true;
    case PROP_FEATHER:
      composition.feather = g_value_get_int(value);
      return true;
    default:
      return false;
  }
}

bool get_filter_property(const FilterProperties& properties, guint id,
                         GValue* value) {
  if (get_mask_property(properties.mask, id, value)) return true;
  const FilterSettings& settings = properties.settings;
  const P2pComposition& composition = properties.composition;
  switch (id) {
    case PROP_MODEL:
      set_string(value, settings.model);
      return true;
    case PROP_DEVICE:
      g_value_set_string(value, settings.device.c_str());
      return true;
    case PROP_PRECISION:
      g_value_set_enum(value, settings.precision);
      return true;
    case PROP_NORM_STATS:
      g_value_set_enum(value, settings.norm_stats);
      return true;
    case PROP_THREADS:
      g_value_set_int(value, settings.threads);
      return true;
    case PROP_TILE_SIZE:
      g_value_set_int(value, settings.tile_size);
      return true;
    case PROP_MEMORY_LIMIT:
      g_value_set_int(value, settings.memory_limit);
      return true;
    case PROP_OUTPUT_MODE:
      g_value_set_enum(value, composition.mode);
      return true;
    case PROP_OVERLAY_COLOR:
      g_value_set_uint(value, composition.overlay_colour);
      return true;
    case PROP_THRESHOLD:
      g_value_set_double(value, composition.threshold);
      return true;
    case PROP_FEATHER:
      g_value_set_int(value, composition.feather);
      return true;
    default:
      return false;
  }
}

}  // namespace p2p
